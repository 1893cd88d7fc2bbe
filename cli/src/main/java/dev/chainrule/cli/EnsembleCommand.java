package dev.chainrule.cli;

import dev.chainrule.evaluate.Calibration;
import dev.chainrule.evaluate.Combination;
import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.compare.ComparedRun;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.ensemble.EnsembleFolder;
import dev.chainrule.lab.ensemble.EnsembleReport;
import dev.chainrule.lab.ensemble.Members;
import dev.chainrule.lab.ensemble.Study;
import dev.chainrule.lab.ensemble.Subsets;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.settings.Kebab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `chainrule ensemble`.
@Command(
        name = "ensemble",
        description = "Let several trained networks answer as one: what it brings, by their number and diversity.",
        customSynopsis = {
            "chainrule ensemble RUN… [--best K] [--combine WAY] [--out FOLDER] …",
            "chainrule ensemble --seeds K|--snapshots K [flags of train] …"
        },
        sortOptions = false,
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "Runs kept their answers, so nothing of them is computed again. What is trained",
            "for it goes below ensembles; the same command goes on with it. The folder of",
            "--out is used like a run.",
            "For example:",
            "  chainrule ensemble runs/quick-1 runs/quick-2 runs/quick-3",
            "  chainrule ensemble runs --combine votes --out three",
            "  chainrule predict three cat.jpg",
            "  chainrule ensemble --seeds 5 --preset kth-3-layer-bn --out five",
            "  chainrule ensemble searches/quick-search/sample --best 5"
        })
final class EnsembleCommand implements Callable<Integer> {
    private static final Path USUAL = Path.of("ensemble.html");

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Mixin
    private final EnsembleSources sources = new EnsembleSources();

    @Option(
            names = "--combine",
            paramLabel = "WAY",
            description =
                    "How the answers become one: probabilities (the mean of them, the default), scores (their mean)"
                            + " or votes, for example --combine votes",
            defaultValue = "probabilities")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private String combine;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Keep the ensemble and its page in this new folder, for example --out five; without it the"
                    + " page is ensemble.html in the working folder, over an earlier page")
    private @Nullable Path out;

    @Option(
            names = "--gallery",
            paramLabel = "FOLDER",
            description = "Also write the page as Markdown with figures into this folder, for example --gallery pages")
    private @Nullable Path gallery;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        Combination way = Choice.of("--combine", combine, List.of(Combination.values()));
        if (out == null) {
            OutputFile.check(USUAL, "ensemble.html", OutputFile.isPage(USUAL));
        } else {
            RunFolder.check(out);
        }
        sources.check();
        Terminal terminal = json.given() ? Terminal.none() : Terminal.standard();
        Optional<Members> members = sources.members(
                json.given() ? main.err() : main.out(),
                terminal,
                note -> main.err().println(Mistakes.plain("chainrule ensemble: " + note)));
        if (members.isEmpty()) {
            return Main.FAILED;
        }
        Study study;
        try (Waiting _ = Waiting.of(main.out(), terminal, "combining")) {
            study = Study.of(members.get(), way);
        }
        Path page = write(study);
        if (json.given()) {
            EnsembleJson.of(study).put("report", page).put("folder", out).print(main.out());
        } else {
            print(study);
            main.out().println("page  " + page.toAbsolutePath().toUri());
            if (out != null) {
                main.out().println("use it  " + ShellCommand.of("predict", out, "IMAGE"));
            }
        }
        main.out().flush();
        return Main.OK;
    }

    /// Writes the folder and the pages that were asked for.
    ///
    /// @return the page
    private Path write(Study study) throws IOException {
        if (out != null) {
            EnsembleFolder.write(out, study);
        }
        Path page = out == null ? USUAL : new RunFolder(out).report();
        AtomicFile.write(page, HtmlRenderer.render(new EnsembleReport(study, command()).report()));
        if (gallery != null) {
            // The page is for readers elsewhere, so its command is the program's own name.
            GalleryPages.in(gallery, Optional.empty())
                    .add(EnsembleReport.NAME, new EnsembleReport(study, GalleryPages.command(words())).report());
        }
        return page;
    }

    private String command() {
        return ShellCommand.of(words().toArray());
    }

    private List<String> words() {
        List<Object> words = new ArrayList<>(List.of("ensemble"));
        sources.addTo(words);
        if (!combine.equals("probabilities")) {
            words.addAll(List.of("--combine", combine));
        }
        if (out != null) {
            words.addAll(List.of("--out", out));
        }
        if (gallery != null) {
            words.addAll(List.of("--gallery", gallery));
        }
        return words.stream().map(String::valueOf).toList();
    }

    private void print(Study study) {
        int width = Terminal.standard().columns();
        study.notes().forEach(note -> say("Beware: " + note, width));
        accuracies(study).print(main.out(), width);
        main.out().println();
        if (study.runs().size() > 1) {
            main.out()
                    .println("By number of members, on the %s images:"
                            .formatted(study.main().id()));
            sizes(study).print(main.out(), width);
            main.out().println();
        }
        main.out()
                .println("How sure, on the %s images (less is better):"
                        .formatted(study.main().id()));
        calibration(study).print(main.out(), width);
        main.out().println();
        say(new EnsembleReport(study, command()).answer(), width);
        if (study.runs().size() > 1) {
            say(diversity(study), width);
        }
        if (study.runs().size() > 1 && !study.meanNetwork().missing().isEmpty()) {
            say(
                    "No network with the mean of the weights: "
                            + study.meanNetwork().missing(),
                    width);
        }
        main.out().println();
    }

    private void say(String sentence, int width) {
        main.out().println(Prose.wrapped("", Mistakes.plain(Prose.plain(sentence)), width));
    }

    private static String diversity(Study study) {
        String pairs = "Two members predict different classes for %s of the images"
                .formatted(Figures.percent(study.diversity().mean()));
        double correlation = study.diversityPays();
        return Double.isNaN(correlation)
                ? pairs + "."
                : String.format(
                        Locale.ROOT, "%s; over pairs, that and the gain correlate by %.2f.", pairs, correlation);
    }

    private static TextTable accuracies(Study study) {
        List<String> heading = new ArrayList<>(List.of("accuracy"));
        study.parts().forEach(part -> heading.add(part.id()));
        List<List<String>> rows = new ArrayList<>();
        for (ComparedRun run : study.runs()) {
            rows.add(row(study, run.name(), part -> study.accuracy(run, part)));
        }
        rows.add(row(study, "mean of the members", study::alone));
        for (Combination way : Combination.values()) {
            String chosen = way == study.combination() ? " *" : "";
            rows.add(row(
                    study,
                    "ensemble: " + Kebab.of(way) + chosen,
                    part -> study.together(way, part).accuracy()));
        }
        if (study.meanNetwork().missing().isEmpty()) {
            rows.add(row(
                    study,
                    "weights averaged into one network",
                    part -> study.meanNetwork().accuracies().getOrDefault(part, Double.NaN)));
        }
        return new TextTable(heading, rows, column -> column < 1);
    }

    private static List<String> row(Study study, String who, ToDoubleFunction<Part> accuracy) {
        List<String> row = new ArrayList<>(List.of(who));
        study.parts().forEach(part -> row.add(Figures.percent(accuracy.applyAsDouble(part))));
        return row;
    }

    private static TextTable sizes(Study study) {
        List<String> heading = List.of("members", "ensembles", "mean", "lowest", "highest", "gain");
        double alone = study.alone(study.main());
        List<List<String>> rows = study.subsets(study.combination()).sizes().stream()
                .map(size -> List.of(
                        Integer.toString(size.members()),
                        Figures.count(size.subsets()) + (size.complete() ? "" : " (sample)"),
                        Figures.percent(size.mean()),
                        Figures.percent(size.lowest()),
                        Figures.percent(size.highest()),
                        points(size, alone)))
                .toList();
        return new TextTable(heading, rows, _ -> false);
    }

    private static String points(Subsets.Size size, double alone) {
        return size.members() == 1 ? "" : String.format(Locale.ROOT, "%+.2f points", 100 * (size.mean() - alone));
    }

    private static TextTable calibration(Study study) {
        List<String> heading = List.of("who", "calibration error", "neg. log likelihood", "Brier");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "mean of the members",
                Figures.percent(study.calibrationAlone(Calibration::expectedError)),
                Figures.significant(study.calibrationAlone(Calibration::negativeLogLikelihood)),
                Figures.significant(study.calibrationAlone(Calibration::brier))));
        for (Combination way : Combination.values()) {
            Calibration calibration = study.calibration(way);
            rows.add(List.of(
                    "ensemble: " + Kebab.of(way),
                    Figures.percent(calibration.expectedError()),
                    Figures.significant(calibration.negativeLogLikelihood()),
                    Figures.significant(calibration.brier())));
        }
        return new TextTable(heading, rows, column -> column < 1);
    }
}
