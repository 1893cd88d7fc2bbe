package dev.chainrule.explain;

import dev.chainrule.data.Dataset;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Workspace;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/// Forward passes over examples of a data set, batch by batch.
final class Passes {
    private Passes() {}

    /// Takes the trace of a batch.
    interface Visitor {
        /// Looks at it.
        ///
        /// @param trace valid during the call
        /// @param first the place of the batch's first example among those asked for
        void visit(Trace trace, int first);
    }

    /// @param examples one or more
    /// @param progress gets the share that is done, from 0 to 1
    /// @throws IllegalArgumentException if no example is given, or one does not exist
    static void over(
            String where, Model model, Dataset data, int[] examples, DoubleConsumer progress, Visitor visitor) {
        if (examples.length == 0) {
            throw new IllegalArgumentException(where + ": no example is given; expected one or more");
        }
        for (int example : examples) {
            if (example < 0 || example >= data.size()) {
                throw new IllegalArgumentException("%s: example %s does not fit a data set of %s; expected %s"
                        .formatted(
                                where,
                                example,
                                data.size(),
                                data.size() == 0 ? "one that is not empty" : "0 to " + (data.size() - 1)));
            }
        }
        Workspace whole = new Workspace();
        for (int from = 0; from < examples.length; from += Evaluation.BATCH) {
            int first = from;
            int end = Math.min(examples.length, from + Evaluation.BATCH);
            int[] part = Arrays.copyOfRange(examples, from, end);
            Workspace ofBatch = part.length == Evaluation.BATCH ? whole : new Workspace();
            ofBatch.run(() -> {
                visitor.visit(
                        Trace.of(model, data.batch(part, model.precision()).x()), first);
                return first;
            });
            progress.accept((double) end / examples.length);
        }
    }
}
