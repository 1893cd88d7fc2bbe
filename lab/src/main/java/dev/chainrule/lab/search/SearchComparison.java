package dev.chainrule.lab.search;

import dev.chainrule.lab.compare.Difference;
import dev.chainrule.lab.compare.Sample;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Plane;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// The page about several methods of searching the same space, each with several seeds: what they found, and what they
/// spent until then.
///
/// @param name of the comparison
/// @param question that it answers
/// @param methods the first of them is what the others are measured by
/// @param commands that repeat it, a line each
public record SearchComparison(String name, String question, List<Method> methods, String commands) {
    private static final int MOST_PLANES = 4;

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if there is no method
    public SearchComparison {
        methods = List.copyOf(methods);
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("SearchComparison: 0 methods do not fit; expected one or more");
        }
    }

    /// A method of searching.
    ///
    /// @param name of it
    /// @param searches one or more that differ in their seed alone, in the same order as those of the other
    /// methods; one alone if the method draws nothing
    public record Method(String name, List<SearchResults> searches) {
        /// Copies the list.
        ///
        /// @throws IllegalArgumentException if there is no search
        public Method {
            searches = List.copyOf(searches);
            if (searches.isEmpty()) {
                throw new IllegalArgumentException(
                        "SearchComparison: 0 searches of %s do not fit; expected one or more".formatted(name));
            }
        }

        private Sample sample(ToDoubleFunction<SearchResults> number) {
            return Sample.of(searches.stream().mapToDouble(number).toArray());
        }

        private Sample best() {
            return sample(SearchComparison::best);
        }

        private double steps() {
            return searches.stream().mapToLong(SearchResults::steps).average().orElse(Double.NaN);
        }
    }

    private static double best(SearchResults search) {
        return search.winner()
                .map(winner -> winner.measured().outcome().score())
                .orElse(Double.NaN);
    }

    private ScoreText score() {
        return new ScoreText(
                methods.getFirst().searches().getFirst().search().selection().score());
    }

    /// The answer in a sentence: which method found the best, whether that may be chance, and how soon the others
    /// were as good as the first one in the end.
    public String answer() {
        List<Method> ranked = methods.stream()
                .sorted(Comparator.comparingDouble((Method method) -> {
                            double mean = method.best().mean();
                            return Double.isNaN(mean) ? Double.NEGATIVE_INFINITY : mean;
                        })
                        .reversed())
                .toList();
        Method best = ranked.getFirst();
        StringBuilder words = new StringBuilder(
                "%s found the best: %s %s".formatted(best.name(), score().label(), score().written(best.best())));
        if (ranked.size() > 1) {
            Method next = ranked.get(1);
            words.append(", beside %s of %s: %s"
                    .formatted(
                            score().written(next.best()),
                            next.name(),
                            Difference.of(best.best(), next.best()).words()));
        }
        words.append('.');
        for (Method method : methods.subList(1, methods.size())) {
            soon(method).ifPresent(words::append);
        }
        return words.toString();
    }

    /// For each seed the steps until a method was as good as the first method in the end; not a number where it
    /// never was.
    private double[] untilAsGood(Method method) {
        List<SearchResults> first = methods.getFirst().searches();
        boolean alone = first.size() == 1 || method.searches().size() == 1;
        double[] steps = new double
                [alone
                        ? Math.max(first.size(), method.searches().size())
                        : Math.min(first.size(), method.searches().size())];
        Arrays.setAll(steps, seed -> {
            double wanted = best(of(first, seed));
            return of(method.searches(), seed).advances().stream()
                    .filter(advance -> advance.score() >= wanted)
                    .mapToDouble(SearchResults.Advance::steps)
                    .findFirst()
                    .orElse(Double.NaN);
        });
        return steps;
    }

    /// The search with a seed; one that draws nothing is the same with all.
    private static SearchResults of(List<SearchResults> searches, int seed) {
        return searches.get(Math.min(seed, searches.size() - 1));
    }

    private Optional<String> soon(Method method) {
        double[] shares = shares(method);
        long reached = Arrays.stream(shares).filter(Double::isFinite).count();
        if (shares.length == 0) {
            return Optional.empty();
        }
        String first = methods.getFirst().name();
        if (reached == 0) {
            return Optional.of(" %s was never as good as %s in the end.".formatted(method.name(), first));
        }
        String share = Numbers.wholePercent(
                Arrays.stream(shares).filter(Double::isFinite).average().orElse(Double.NaN));
        return Optional.of(" %s was as good as %s in the end with %s of %s, after %s of the steps of %s%s."
                .formatted(
                        method.name(),
                        first,
                        reached,
                        Numbers.count(shares.length, "seed"),
                        share,
                        first,
                        reached > 1 ? " on average" : ""));
    }

    /// Those steps as shares of all that the first method took.
    private double[] shares(Method method) {
        double[] steps = untilAsGood(method);
        double[] shares = new double[steps.length];
        Arrays.setAll(
                shares,
                seed -> steps[seed] / of(methods.getFirst().searches(), seed).steps());
        return shares;
    }

    /// The page.
    public Report report() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(question));
        blocks.add(new Heading("Answer"));
        blocks.add(new Paragraph(answer()));
        blocks.add(new Heading("Best so far"));
        Map<String, List<SearchResults>> all = new LinkedHashMap<>();
        methods.forEach(method -> all.put(method.name(), method.searches()));
        boolean seeds = methods.stream().anyMatch(method -> method.searches().size() > 1);
        blocks.add(new Anytime(score())
                .chart(
                        "The best network found so far",
                        "Of networks trained to their ends, as trials are counted one after another."
                                + (seeds
                                        ? " A line is the mean over the seeds, its band goes from the lowest seed to"
                                                + " the highest."
                                        : ""),
                        all));
        List<Plane> planes = planes();
        if (!planes.isEmpty()) {
            blocks.add(new Heading("Where they looked"));
            blocks.add(new Paragraph("The trials of the first seed. Marks along the margins are the values that were"
                    + " tried of each setting alone."));
            blocks.addAll(planes);
        }
        blocks.add(new Heading("What they found"));
        if (seeds) {
            blocks.add(new Paragraph(
                    "Means over the seeds with their 95 % confidence interval by Student's distribution."));
        }
        blocks.add(table());
        blocks.add(new Heading("Do it again"));
        blocks.add(new Code(commands));
        return new Report(name, answer(), blocks);
    }

    private List<Plane> planes() {
        double[] scores = methods.stream()
                .flatMap(method -> method.searches().getFirst().trials().stream())
                .filter(each -> each.outcome().isFinite())
                .mapToDouble(each -> each.outcome().score())
                .toArray();
        return methods.stream()
                .limit(MOST_PLANES)
                .flatMap(
                        method -> new SearchFigures(method.searches().getFirst()).plane(method.name(), scores).stream())
                .toList();
    }

    private Table table() {
        List<Column> columns = List.of(
                new Column("method", false),
                new Column("seeds", true),
                new Column("trials", true),
                new Column("steps", true),
                new Column("best " + score().label(), true),
                new Column("test accuracy of the winner", true),
                new Column("steps until as good as " + methods.getFirst().name(), true));
        List<List<String>> rows = methods.stream().map(this::row).toList();
        return new Table("What they found", columns, rows);
    }

    private List<String> row(Method method) {
        double trials = method.searches().stream()
                .mapToInt(search -> search.trials().size())
                .average()
                .orElse(0);
        Sample test = method.sample(search -> search.winner().stream()
                .flatMapToDouble(winner -> winner.testAccuracy().stream())
                .findFirst()
                .orElse(Double.NaN));
        Sample until = Sample.of(untilAsGood(method));
        return List.of(
                method.name(),
                Numbers.count(method.searches().size()),
                Numbers.count(Math.round(trials)),
                Numbers.count(Math.round(method.steps())),
                score().written(method.best()),
                test.values().isEmpty() ? "–" : new ScoreText(Search.Score.VALIDATION_ACCURACY).written(test),
                until.values().isEmpty()
                        ? "never"
                        : Numbers.count(Math.round(until.mean()))
                                + (until.missing() == 0 ? "" : " (%s never)".formatted(until.missing())));
    }
}
