package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.train.History;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run says of itself, compared with what its folder says.
class TrainOutputTest {
    @TempDir
    Path folder;

    private Path images;

    @BeforeEach
    void images() throws IOException {
        images = TinyImages.folder(folder, 20, "red", "blue");
    }

    private Outcome train(Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--data", images, "--hidden", "6", "--batch-size", "8"));
        words.addAll(List.of("--epochs", "8", "--out", folder.resolve("run")));
        words.addAll(List.of(more));
        return Outcome.of(words.toArray());
    }

    private RunRecord record() throws IOException {
        return RunRecord.read(folder.resolve("run"));
    }

    private static List<Map<String, Object>> objects(String text) throws FormatException {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Map<String, Object> object = new LinkedHashMap<>();
            ((Map<?, ?>) Objects.requireNonNull(Json.read(line.getBytes(StandardCharsets.UTF_8), "out", 0)))
                    .forEach((key, value) -> object.put(String.valueOf(key), value));
            objects.add(object);
        }
        return objects;
    }

    @Test
    void everyLossThatIsShownIsThatOfTheHistory() throws IOException {
        String out = train().out();
        History history = record().history();
        assertThat(history.measurements()).hasSize(9);
        for (History.Measurement measurement : history.measurements()) {
            double loss = history.losses()[(int) measurement.step() - 1];
            assertThat(out)
                    .contains("step %d  last loss %s  ".formatted(measurement.step(), Figures.significant(loss)));
        }
    }

    @Test
    void asJsonEachEpochIsAnObjectWithTheNumbersOfTheHistory() throws IOException {
        Outcome outcome = train("--json");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        List<Map<String, Object>> all = objects(outcome.out());
        assertThat(all.getFirst())
                .containsEntry("event", "begin")
                .containsEntry("model", "fully-connected")
                .containsEntry("parameters", 308L)
                .containsEntry("training_images", 24L)
                .containsEntry("steps", 24L)
                .containsEntry("classes", List.of("blue", "red"));
        List<Map<String, Object>> epochs =
                all.stream().filter(each -> "epoch".equals(each.get("event"))).toList();
        History history = record().history();
        assertThat(epochs).hasSameSizeAs(history.measurements());
        for (int i = 0; i < epochs.size(); i++) {
            History.Measurement measurement = history.measurements().get(i);
            int step = (int) measurement.step();
            assertThat(epochs.get(i))
                    .containsEntry("epoch", measurement.epoch())
                    .containsEntry("step", measurement.step())
                    .containsEntry("loss", history.losses()[step - 1])
                    .containsEntry("rate", history.rates()[step - 1])
                    .containsEntry("training_accuracy", measurement.trainingAccuracy())
                    .containsEntry("validation_accuracy", measurement.validationAccuracy());
        }
        var conclusion = record().conclusion().orElseThrow();
        assertThat(all.getLast())
                .containsEntry("event", "end")
                .containsEntry("end", "complete")
                .containsEntry(
                        "validation_accuracy", conclusion.validationAccuracy().orElseThrow())
                .containsEntry("test_accuracy", conclusion.testAccuracy().orElseThrow())
                .containsEntry("folder", folder.resolve("run").toString());
    }

    @Test
    void quietlyOnlyTheResultIsPrinted() {
        Outcome outcome = train("--quiet");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out().lines().map(line -> line.split("  ", -1)[0]))
                .containsExactly("validation accuracy", "test accuracy", "report", "results");
    }

    @Test
    void quietJsonIsTheResultAsOneObject() throws IOException {
        assertThat(objects(train("--quiet", "--json").out()))
                .singleElement()
                .satisfies(end -> assertThat(end.get("event")).isEqualTo("end"));
    }

    @Test
    void aLossThatIsNotFiniteEndsJsonWithItsReasonAndIsAnError() throws IOException {
        Outcome outcome = train("--json", "--learning-rate", "1e30", "--schedule", "constant", "--optimizer", "sgd");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(objects(outcome.out()).getLast()).containsEntry("end", "diverged");
        assertThat(String.valueOf(objects(outcome.out()).getLast().get("reason")))
                .contains("learning rate 1e30");
        assertThat(outcome.err().lines()).hasSize(1);
    }

    @Test
    void refusedSettingsPrintNothingOnStandardOutput() {
        Outcome outcome = train("--json", "--batch-size", "0");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).hasSize(1);
    }

    @Test
    void whatIsCertainIsSaidInTheEnd() throws IOException {
        Object[] flat = {"--learning-rate", "1e-9", "--schedule", "constant"};
        Outcome outcome = train(flat);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("What is certain:\n  Flat: the learning rate is far too small. The loss was ");
        assertThat(outcome.out().chars()).noneMatch(c -> c == 0xa0 || c == 0x202f);
    }

    @Test
    void whatIsCertainIsInTheResultAsJson() throws IOException {
        Outcome outcome = train("--json", "--learning-rate", "1e-9", "--schedule", "constant");
        Object findings = objects(outcome.out()).getLast().get("findings");
        assertThat(String.valueOf(findings)).contains("Flat: the learning rate is far too small. ");
    }
}
