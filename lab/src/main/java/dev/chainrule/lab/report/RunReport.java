package dev.chainrule.lab.report;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.doctor.Answers;
import dev.chainrule.lab.doctor.Finding;
import dev.chainrule.lab.doctor.Findings;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// The page about a training run: what came out, how it went there, where the network is wrong, and how to do it again.
///
/// Classes, mistakes and images are those of the validation data: what one looks at while choosing settings must not be
/// test data.
///
/// @param run what its folder says
/// @param pictures the image of a validation example, by its place in the evaluation
public record RunReport(RunRecord run, IntFunction<Picture> pictures) {

    /// Writes the page of a run into its folder.
    ///
    /// @param data the images of the run
    /// @throws IOException if the weights cannot be read or the page cannot be written
    public static void write(RunRecord run, RunData data) throws IOException {
        AtomicFile.write(run.folder().report(), HtmlRenderer.render(page(run, data)));
    }

    /// The page of a run with what was seen in its layers and what the first one has learned.
    ///
    /// @param data the images of the run
    /// @throws IOException if signals or weights cannot be read
    public static Report page(RunRecord run, RunData data) throws IOException {
        RunReport report = new RunReport(run, example -> picture(data, example));
        List<Block> inside = new ArrayList<>(new SignalPart(run, run.signals()).blocks());
        inside.addAll(FirstLayer.of(run));
        return report.report(inside);
    }

    private static Picture picture(RunData data, int example) {
        int size = data.imageShape().size();
        byte[] pixels = data.partition().validation().pixels();
        return new Picture(Arrays.copyOfRange(pixels, example * size, (example + 1) * size), data.imageShape());
    }

    /// The page.
    public Report report() {
        return report(List.of());
    }

    /// The page with more on it: what a network has learned, for example.
    ///
    /// @param more what stands between the mistakes and the settings
    public Report report(List<? extends Block> more) {
        Answers answers = Answers.of(validation(), run.beginning().classNames());
        Outcome outcome = new Outcome(run, answers);
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(outcome.summary()));
        blocks.add(outcome.keyFigures());
        blocks.addAll(aboutTheData());
        blocks.addAll(aboutTheStart());
        blocks.addAll(new Course(run, answers).charts());
        List<Note> findings =
                Findings.of(run, answers).stream().map(Finding::note).toList();
        if (!findings.isEmpty()) {
            blocks.add(new Heading("How to read this"));
            blocks.add(new Notes(findings));
        }
        if (answers.size() > 0) {
            ClassByClass classes = new ClassByClass(answers, pictures);
            blocks.addAll(classes.classes());
            blocks.addAll(classes.images());
        }
        blocks.addAll(more);
        blocks.addAll(new SettingsPart(run).blocks());
        return new Report("Training run " + run.folder().path().getFileName(), blocks);
    }

    /// What was chosen for the images, and what was passed over.
    private List<Block> aboutTheData() {
        return notes("Data:", Tone.NOTE, run.beginning().origin().notes());
    }

    /// What the run began with that another network had learned.
    private List<Block> aboutTheStart() {
        return run.beginning().start().stream()
                .flatMap(start -> Stream.concat(
                        notes("Start:", Tone.NOTE, start.lines()).stream(),
                        notes("Start:", Tone.ATTENTION, start.warnings()).stream()))
                .toList();
    }

    private static List<Block> notes(String lead, Tone tone, List<String> texts) {
        return texts.isEmpty()
                ? List.of()
                : List.of(new Notes(
                        texts.stream().map(text -> new Note(tone, lead, text)).toList()));
    }

    /// The answers on the validation images, or none.
    private Evaluation validation() {
        return run.validation().orElseGet(() -> new Evaluation(new int[0], new int[0], new float[0][]));
    }
}
