package dev.chainrule.bench;

import java.util.Collections;
import java.util.List;

/// Prints how many times as fast as the naive convolution the fast one is, on the course's example, as a Markdown
/// table.
final class CourseTable {
    private CourseTable() {}

    /// @param works each naive one is followed by the fast one of the same pass
    static void print(List<ConvolutionWork> works, Results results) {
        System.out.printf("%nThe course's comparison, 100×3×31×31, 25 filters 3×3, stride 2, padding 1: ms%n%n");
        List<String> heading =
                List.of("pass", "naive, float64", "fast, float32, 1 / 2 threads", "factor, 1 / 2 threads");
        System.out.println(Results.row(heading));
        System.out.println(Results.row(Collections.nCopies(heading.size(), "---")));
        WorkerProcess single = results.ours().getFirst();
        for (int i = 0; i < works.size(); i += 2) {
            Rounds naive = results.of(works.get(i));
            Rounds fast = results.of(works.get(i + 1));
            System.out.println(Results.row(List.of(
                    works.get(i).pass().toString(),
                    "%.1f".formatted(naive.median(single)),
                    results.cell(Library.CHAINRULE, "%.3f", fast::median),
                    results.cell(Library.CHAINRULE, "%.0f ×", worker -> naive.median(single) / fast.median(worker)))));
        }
    }
}
