package dev.chainrule.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// What the workers measured.
///
/// @param workers those that took part, libraries together, fewer threads first
/// @param rounds the slices of each work
/// @param instructions what each library used
record Results(List<WorkerProcess> workers, Map<Work, Rounds> rounds, Map<Library, String> instructions) {

    Rounds of(Work work) {
        return rounds.get(work);
    }

    List<WorkerProcess> ours() {
        return workers(Library.CHAINRULE);
    }

    List<WorkerProcess> peers() {
        return workers.stream()
                .filter(worker -> worker.library() != Library.CHAINRULE)
                .toList();
    }

    /// Prints the head of a table.
    void printHead(String title) {
        System.out.printf("%n%s%n%nInstructions used:%n", title);
        libraries().forEach(library -> System.out.printf("- %s: %s%n", library.title, instructions.get(library)));
        System.out.println();
    }

    List<Library> libraries() {
        return workers.stream().map(WorkerProcess::library).distinct().toList();
    }

    List<WorkerProcess> workers(Library library) {
        return workers.stream().filter(worker -> worker.library() == library).toList();
    }

    /// The one whose median step was fastest.
    WorkerProcess fastest(List<WorkerProcess> among, Work work) {
        return among.stream().min(Comparator.comparingDouble(of(work)::median)).orElseThrow();
    }

    /// A table cell: a number of each of a library's workers.
    String cell(Library library, String format, ToDoubleFunction<WorkerProcess> value) {
        return workers(library).stream()
                .map(worker -> format.formatted(value.applyAsDouble(worker)))
                .collect(Collectors.joining(" / "));
    }

    /// A table cell: the median of the rounds' ratios and half their range.
    static String ratio(List<Double> ratios) {
        return "%.2f ± %.0f %%".formatted(Statistics.median(ratios), 100 * Statistics.spread(ratios));
    }

    /// A row of a Markdown table.
    static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
