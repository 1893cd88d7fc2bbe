package dev.chainrule.lab.search;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Bar;
import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Details;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.KeyFigure;
import dev.chainrule.lab.page.Block.KeyFigures;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.Csv;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.random.RandomKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The page about a search: the question, the winner, the best trials beside it, scores against each setting, what
/// matters, what was spent.
///
/// @param name of the search
/// @param command that repeats it
/// @param declaration the text that it was read from
/// @param results what came of it
/// @param images how many validation images the scores are of, if that is known
public record SearchReport(String name, String command, String declaration, SearchResults results, OptionalInt images) {
    private static final int MOST_ROWS = 20;

    /// The page about results whose folders are there.
    ///
    /// @throws IOException if the folder of the winner cannot be read
    public static SearchReport of(String name, String command, String declaration, SearchResults results)
            throws IOException {
        OptionalInt images = OptionalInt.empty();
        if (results.winner().isPresent()) {
            Path folder = results.winner().get().measured().folder();
            images = RunRecord.read(folder).validation().stream()
                    .mapToInt(evaluation -> evaluation.labels().length)
                    .findFirst();
        }
        return new SearchReport(name, command, declaration, results, images);
    }

    /// The same with another command that repeats the search.
    public SearchReport withCommand(String other) {
        return new SearchReport(name, other, declaration, results, images);
    }

    /// What a person should know before taking the winner, a sentence each: that it lies at an end of a range, for
    /// example.
    public List<String> warnings() {
        return notes().stream()
                .filter(note -> note.tone() == Tone.ATTENTION)
                .map(note -> note.lead() + " " + note.text())
                .toList();
    }

    /// Writes `report.html` and `trials.csv` into a folder.
    ///
    /// @throws IOException if they cannot be written
    public void write(Path folder) throws IOException {
        AtomicFile.write(folder.resolve("trials.csv"), Csv.of(new Leaderboard(results).all()));
        AtomicFile.write(folder.resolve("report.html"), HtmlRenderer.render(report()));
    }

    private Search search() {
        return results.search();
    }

    private ScoreText score() {
        return new ScoreText(search().selection().score());
    }

    /// The page.
    public Report report() {
        SearchAnswer answer = new SearchAnswer(results);
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(answer.question()));
        if (!search().source().course().isEmpty()) {
            blocks.add(new Paragraph("From " + search().source().course() + "."));
        }
        blocks.add(new Heading("Answer"));
        blocks.add(new Paragraph(answer.sentence()));
        blocks.add(new KeyFigures(keyFigures()));
        List<Note> notes = notes();
        if (!notes.isEmpty()) {
            blocks.add(new Notes(notes));
        }
        if (!search().source().published().isEmpty()) {
            blocks.add(new Heading("What others found"));
            blocks.add(new Paragraph(search().source().published()));
        }
        blocks.add(new Heading("The best trials"));
        blocks.addAll(leaderboard());
        figures(blocks);
        importance(blocks);
        blocks.add(new Heading("What was spent"));
        blocks.addAll(new SearchBudget(results).blocks());
        blocks.addAll(again());
        return new Report(name, answer.sentence(), blocks);
    }

    private List<KeyFigure> keyFigures() {
        List<KeyFigure> figures = new ArrayList<>();
        results.winner().ifPresent(winner -> {
            String score = score().written(winner.measured().outcome().score());
            figures.add(new KeyFigure(
                    score().label(), score, "of trial " + winner.measured().trial()));
            winner.testAccuracy()
                    .ifPresent(test -> figures.add(new KeyFigure(
                            "test accuracy", Numbers.percent(test), "measured once, for the winner alone")));
        });
        List<Measured> trials = results.trials();
        long diverged =
                trials.stream().filter(each -> !each.outcome().isFinite()).count();
        figures.add(new KeyFigure(
                "trials",
                Numbers.count(trials.size()),
                diverged == 0 ? "none diverged" : Numbers.count(diverged) + " diverged"));
        figures.add(new KeyFigure("steps of training", Numbers.count(results.steps()), "in all trials"));
        figures.add(new KeyFigure("time of training", Numbers.seconds(results.seconds()), "in all trials together"));
        return figures;
    }

    private Lead lead() {
        double furthest = results.winner()
                .map(winner -> winner.measured().outcome().step().share())
                .orElse(1.0);
        return new Lead(
                results.ranking().stream()
                        .map(Measured::outcome)
                        .filter(outcome -> outcome.isFinite() && outcome.step().share() >= furthest)
                        .toList(),
                score(),
                images);
    }

    private List<Note> notes() {
        List<Note> notes = new ArrayList<>();
        results.winner()
                .ifPresent(winner -> Edge.of(
                                search().space(),
                                EqualTrials.of(results).outcomes(),
                                winner.measured().outcome(),
                                results.trials().size(),
                                score(),
                                new SearchAnswer(results)::isPossible)
                        .forEach(edge -> notes.add(new Note(
                                edge.rises() ? Tone.ATTENTION : Tone.NOTE, edge.key() + ":", edge.sentence()))));
        lead().sentences().forEach(sentence -> notes.add(new Note(Tone.NOTE, "The lead:", sentence)));
        return notes;
    }

    private List<Block> leaderboard() {
        Leaderboard all = new Leaderboard(results);
        int count = results.trials().size();
        return count <= MOST_ROWS
                ? List.of(all.first(MOST_ROWS))
                : List.of(all.first(MOST_ROWS), new Details("All %s trials".formatted(count), List.of(all.all())));
    }

    private void figures(List<Block> blocks) {
        SearchFigures figures = new SearchFigures(results);
        blocks.add(new Heading("The score against each setting"));
        blocks.addAll(figures.scatters());
        figures.plane("Both settings").ifPresent(blocks::add);
        if (search().space().size() > 1) {
            blocks.add(new Heading("All settings at once"));
            blocks.add(figures.parallel());
        }
    }

    private void importance(List<Block> blocks) {
        EqualTrials equal = EqualTrials.of(results);
        List<Importance> all = Importance.of(
                search().space(),
                equal.outcomes(),
                RandomKey.of(search().seed()).child("importance"));
        blocks.add(new Heading("What matters"));
        if (all.stream().allMatch(each -> each.share().isEmpty())) {
            blocks.add(new Paragraph(
                    equal.outcomes().size() < Importance.LEAST_TRIALS
                            ? "%s tell nothing about that; expected %s or more."
                                    .formatted(Numbers.count(equal.outcomes().size(), "trial"), Importance.LEAST_TRIALS)
                            : "The trials do not differ enough to tell."));
            return;
        }
        blocks.add(new Paragraph(new SearchAnswer(results).importance(equal)));
        blocks.add(new BarChart(
                "Explained by a setting alone",
                "The share of the variance of the scores.",
                all.stream()
                        .map(each -> new Bar(each.key(), each.share().orElse(Double.NaN), chance(each)))
                        .toList(),
                List.of()));
        blocks.add(new Table(
                "What matters",
                List.of(
                        new Column("setting", false),
                        new Column("explains", true),
                        new Column("chance", false),
                        new Column("of trials", true),
                        new Column("the best %s have".formatted(lead().first().size()), false)),
                all.stream()
                        .map(each -> List.of(
                                each.key(),
                                Numbers.wholePercent(each.share().orElse(Double.NaN)),
                                chance(each),
                                Numbers.count(each.trials()),
                                new Leaderboard(results).spread(each.key(), lead().first())))
                        .toList()));
    }

    private static String chance(Importance importance) {
        if (importance.chance().isEmpty()) {
            return "too few trials, or no differences";
        }
        String p = Numbers.brief(importance.chance().getAsDouble());
        return importance.significant()
                ? "more than chance (p = %s)".formatted(p)
                : "may be chance (p = %s)".formatted(p);
    }

    private List<Block> again() {
        List<Block> blocks = new ArrayList<>(List.of(new Heading("Do it again"), new Code(command)));
        // A page for readers elsewhere calls the program by its own name; the folders are not theirs.
        boolean here = command.startsWith(ShellCommand.program() + " ");
        results.winner().filter(_ -> here).ifPresent(winner -> {
            blocks.add(new Paragraph("The winner alone is trained again by:"));
            blocks.add(new Code(
                    ShellCommand.of("train", "--config", winner.folder().resolve("settings.yaml"))));
        });
        blocks.add(new Details("The declaration of the search", List.of(new Code(declaration.strip()))));
        return blocks;
    }
}
