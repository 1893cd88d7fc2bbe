package dev.chainrule.lab.run;

/// How far a run is, and whether somebody wants it to end. Any thread may ask.
final class SpanProgress {
    private final Span span;
    private final long planned;
    private volatile long done;
    private volatile boolean stopRequested;

    /// @param planned the steps of the whole plan
    SpanProgress(Span span, long planned) {
        this.span = span;
        this.planned = planned;
        this.done = span.from().map(saved -> saved.state().step()).orElse(0L);
    }

    Span span() {
        return span;
    }

    /// The steps done so far, those of earlier spans included.
    long done() {
        return done;
    }

    void done(long steps) {
        done = steps;
    }

    void stop() {
        stopRequested = true;
    }

    boolean isStopRequested() {
        return stopRequested;
    }

    /// Whether the span is done, and more of the plan is left.
    boolean isPause() {
        return isSpanDone() && done < planned;
    }

    boolean isSpanDone() {
        return done >= span.until();
    }
}
