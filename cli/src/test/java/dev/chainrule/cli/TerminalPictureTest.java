package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.Preset;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;

/// The picture of a terminal in the README: what `chainrule train` prints in the midst of a real run. It is made anew
/// by `mvn verify -pl cli -am -Dtest=TerminalPictureTest -Dsurefire.failIfNoSpecifiedTests=false
/// -Dchainrule.picture=write`.
class TerminalPictureTest {
    private static final Path PICTURE = Path.of("../docs/images/terminal.svg");
    private static final int COLUMNS = 80;
    private static final Pattern EPOCH = Pattern.compile(
            " *epoch +\\d+/\\d+  last loss [0-9.]+  train [0-9.]+ %  val [0-9.]+ %  rate \\S+  in [0-9.:]+ s");
    private static final Pattern BAR =
            Pattern.compile("\\[#+-+]  epoch \\d+/\\d+  [0-9:]+( s)? left  last loss [0-9.]+  val [0-9.]+ %.*");

    @TempDir
    Path folder;

    /// What is on a screen of 80 columns after a share of the steps.
    private List<String> screen(RunSettings settings, double share) throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        TrainingRun run = TrainingRun.prepare(settings, folder.resolve("run"));
        TextDisplay display =
                new TextDisplay(out, out, run, false, new Terminal(true, () -> COLUMNS), System::nanoTime);
        display.begin();
        long last = Math.round(share * run.plannedSteps());
        run.start(new TrainingListener() {
            private boolean stopped;

            @Override
            public void stepped(Progress progress, double loss, double rate) {
                if (!stopped) {
                    display.stepped(progress, loss, rate);
                }
                stopped = progress.step() >= last;
            }

            @Override
            public void measured(History.Measurement measurement) {
                if (!stopped) {
                    display.measured(measurement);
                }
            }

            @Override
            public boolean stopRequested() {
                return stopped;
            }
        });
        List<String> rows = new ArrayList<>(List.of("$ bin/chainrule train"));
        rows.addAll(Screen.after(shown.toString(StandardCharsets.UTF_8), COLUMNS));
        return rows;
    }

    private static List<String> texts(String svg) throws Exception {
        NodeList texts = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("text");
        List<String> all = new ArrayList<>();
        for (int i = 0; i < texts.getLength(); i++) {
            all.add(texts.item(i).getTextContent());
        }
        return all;
    }

    @Test
    void theScreenOfARunHasLinesThatStayAndBelowThemTheBar() throws Exception {
        RunSettings settings = new SettingsBuilder()
                .preset("quick-fc", "--preset")
                .set("data.set", TinyImages.folder(folder, 20, "red", "blue").toString(), "--data")
                .set("batch-size", "5", "--batch-size")
                .set("model.hidden", "[6]", "--hidden")
                .set("epochs", "4", "--epochs")
                .build();
        List<String> rows = screen(settings, 0.6);
        assertThat(texts(new TerminalPicture(rows, COLUMNS).svg()))
                .isEqualTo(rows.stream().filter(row -> !row.isEmpty()).toList());
        assertThat(rows.get(1)).startsWith("Training quick-fc: fully-connected 48-6-2 ");
        assertThat(rows).filteredOn(row -> row.contains("epoch 1/4")).hasSize(1);
        assertThat(rows.getLast()).contains(" left  last loss ");
        assertThat(rows).allMatch(row -> row.length() < COLUMNS);
    }

    @Test
    void thePictureOfTheReadmeShowsWhatIsPrintedToday() throws Exception {
        List<String> rows = texts(Files.readString(PICTURE));
        assertThat(rows.get(0)).isEqualTo("$ bin/chainrule train");
        assertThat(rows.get(1)).startsWith("Training quick: ");
        assertThat(rows).filteredOn(row -> EPOCH.matcher(row).matches()).hasSizeGreaterThan(2);
        assertThat(rows.getLast()).matches(BAR);
    }

    @Test
    @EnabledIfSystemProperty(named = "chainrule.picture", matches = "write")
    void thePictureIsMade() throws IOException {
        Files.writeString(PICTURE, new TerminalPicture(screen(Preset.quick().settings(), 0.66), COLUMNS).svg());
    }
}
