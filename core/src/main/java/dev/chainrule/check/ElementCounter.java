package dev.chainrule.check;

/// Counts elements and tells a listener.
final class ElementCounter {
    private final CheckProgress listener;
    private final long total;
    private long done;

    ElementCounter(CheckProgress listener, long total) {
        this.listener = listener;
        this.total = total;
    }

    synchronized void advance(int elements) {
        done += elements;
        listener.advanced(done, total);
    }
}
