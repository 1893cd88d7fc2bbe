package dev.chainrule.cli;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.lab.doctor.Answers;
import dev.chainrule.lab.run.SavedRun;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.settings.Kebab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule evaluate`.
@Command(
        name = "evaluate",
        description = "Measure the accuracy of a trained network, class by class.",
        customSynopsis = "chainrule evaluate RUN [--split validation|test] [--tta FORMS] [--data SET]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {"For example:", "  chainrule evaluate runs/quick-1 --split test"})
final class EvaluateCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Parameters(paramLabel = "RUN", description = "The folder of a run, for example runs/quick-1")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Path folder;

    @Option(
            names = "--split",
            paramLabel = "PART",
            description = "validation (the default) or test, for example --split test",
            defaultValue = "validation")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private String part;

    @Option(
            names = "--tta",
            paramLabel = "FORMS",
            description = "Mean of the scores over forms of each image: none, flip or flip-and-shift; without it test"
                    + " images are shown as the run's settings say, for example --tta flip")
    private @Nullable String forms;

    @Option(
            names = "--data",
            paramLabel = "SET",
            description = "Other images of the same classes than those of the run, for example --data cifar10")
    private @Nullable String data;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public Integer call() throws IOException {
        SavedRun.Part which = part();
        TestTimeAugmentation asked = forms == null ? null : forms(forms);
        SavedRun run = SavedRun.open(folder);
        TestTimeAugmentation shown = asked == null ? run.usualForms(which) : asked;
        Evaluation evaluation = data == null ? run.evaluate(which, shown) : run.evaluate(which, shown, data);
        print(Answers.of(evaluation, run.trained().classNames()));
        return Main.OK;
    }

    private SavedRun.Part part() {
        for (SavedRun.Part each : SavedRun.Part.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(part)) {
                return each;
            }
        }
        throw new IllegalArgumentException("--split: '" + part + "' is unknown; expected validation or test"
                + Nearest.hint(part, List.of("validation", "test")));
    }

    private static TestTimeAugmentation forms(String word) {
        Map<String, TestTimeAugmentation> known = new LinkedHashMap<>();
        for (TestTimeAugmentation each : TestTimeAugmentation.values()) {
            known.put(Kebab.of(each), each);
        }
        TestTimeAugmentation meant = known.get(word);
        if (meant == null) {
            throw new IllegalArgumentException("--tta: '%s' is unknown; expected one of %s%s"
                    .formatted(word, String.join(", ", known.keySet()), Nearest.hint(word, known.keySet())));
        }
        return meant;
    }

    private void print(Answers answers) {
        int longest = answers.names().stream().mapToInt(String::length).max().orElse(0);
        for (int label = 0; label < answers.classes(); label++) {
            int right = answers.confusion()[label][label];
            main.out().println(line(answers.names().get(label), longest, right, answers.ofClass(label)));
        }
        main.out().println(line("all", longest, answers.right(), answers.size()));
    }

    private static String line(String name, int longest, long right, long count) {
        String plain = padded(name.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " "), longest);
        return count == 0
                ? plain + "  no images"
                : String.format(Locale.ROOT, "%s  %5.1f %%  (%d of %d)", plain, 100.0 * right / count, right, count);
    }

    private static String padded(String name, int length) {
        char[] spaces = new char[Math.max(0, Math.max(3, length) - name.length())];
        Arrays.fill(spaces, ' ');
        return name + new String(spaces);
    }
}
