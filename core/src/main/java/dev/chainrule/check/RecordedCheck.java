package dev.chainrule.check;

import dev.chainrule.check.CheckReport.Finding;
import dev.chainrule.check.CheckReport.Section;
import dev.chainrule.check.Recording.Result;
import dev.chainrule.check.mistake.Agreement;
import dev.chainrule.check.mistake.Comparison;
import dev.chainrule.check.mistake.Discrepancy;
import dev.chainrule.check.mistake.Formulas;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.check.mistake.Observation;
import dev.chainrule.format.NumpyArchive;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.loss.Loss;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Judges what code in another language was given and what it returned, as [NumpyArchive] has it; see
/// [GradientCheck#of(String, NumpyArchive)].
///
/// In Python
///
/// ```python
/// np.savez('mine.npz', x=x, gamma=gamma, beta=beta, dout=dout, out=out, dx=dx, dgamma=dgamma, dbeta=dbeta)
/// ```
///
/// and here
///
/// ```java
/// RecordedCheck mine = GradientCheck.of("mine.npz", NumpyArchive.read(Path.of("mine.npz")));
/// CheckReport report = mine.as(mine.settings(BatchNorm.Settings.of()));
/// ```
///
/// Arrays have the names of CS231n's assignments: `x`, `w`, `b`, `gamma`, `beta`, `dout` and `out`, `dx`, `dw`, …;
/// `dy`, `W`, `weight` and the like are understood. What is missing is not judged, as far as the rest can be. A loss
/// has `x`, `y`, `loss` and `dx`. Numbers of float32 are judged by what float32 can tell, and what it cannot is said.
public final class RecordedCheck {
    /// As many operations take half a minute, once for each known mistake.
    private static final long MOST_WORK = 20_000_000;
    /// How many mistakes a note names.
    private static final int NAMED = 5;

    private final RecordedArrays arrays;
    private final List<String> notes = new ArrayList<>();
    private boolean evaluation;

    RecordedCheck(String file, NumpyArchive archive) {
        arrays = new RecordedArrays(file, archive);
        evaluation = arrays.text("mode")
                .map(mode -> !mode.toLowerCase(Locale.ROOT).startsWith("train"))
                .orElse(false);
    }

    /// Says that the code was run in evaluation; else what the file says as `mode`, `train` or `test`, and training
    /// if it says nothing.
    ///
    /// @return this
    public RecordedCheck inEvaluation() {
        evaluation = true;
        return this;
    }

    /// Says that the code was run in training, whatever the file says.
    ///
    /// @return this
    public RecordedCheck inTraining() {
        evaluation = false;
        return this;
    }

    /// The settings of a layer that the file says beside the arrays (`eps`, `stride`, `pad`, `p`, …), and sizes
    /// that follow from its weight.
    ///
    /// @param usual of which the rest is taken
    /// @throws IllegalArgumentException if the file has no array that is needed, or another one than fits
    public LayerSpec settings(LayerSpec usual) {
        return new RecordedSettings(arrays, notes).of(usual);
    }

    /// The settings of a loss that the file says beside the arrays.
    ///
    /// @param usual of which the rest is taken
    public Loss settings(Loss usual) {
        return new RecordedSettings(arrays, notes).of(usual);
    }

    /// Judges the arrays as those of a layer.
    ///
    /// @throws IllegalArgumentException if an array is missing or does not fit the others, in one line
    public CheckReport as(LayerSpec meant) {
        RecordedLayer layer = new RecordedLayer(arrays, meant, evaluation);
        Observation seen = layer.observation();
        requireJudgeable(KnownFormulas.of(meant), seen);
        Formulas.Verdict verdict = KnownFormulas.of(meant).judge(List.of(seen), arrays.agreement());
        if (!verdict.discrepancies().isEmpty() && verdict.diagnoses().isEmpty()) {
            new RecordedSettings(arrays, notes)
                    .withOtherEpsilons(meant).stream()
                            .filter(other -> KnownFormulas.of(other)
                                    .judge(List.of(seen), arrays.agreement())
                                    .discrepancies()
                                    .isEmpty())
                            .findFirst()
                            .ifPresent(other ->
                                    notes.add("all is right with another epsilon: %s. Save it as eps, or say it"
                                            .formatted(KnownFormulas.text(other)
                                                    .replaceFirst(".*?(epsilon=[^,\\]]*).*", "$1"))));
        }
        return report(verdict, layer.recording(), KnownFormulas.text(meant));
    }

    /// Judges the arrays as those of a loss.
    ///
    /// @throws IllegalArgumentException if an array is missing or does not fit the others, in one line
    public CheckReport as(Loss meant) {
        RecordedLoss loss = new RecordedLoss(arrays);
        Observation seen = loss.observation();
        requireJudgeable(KnownFormulas.of(meant), seen);
        Formulas.Verdict verdict = KnownFormulas.of(meant).judge(List.of(seen), arrays.agreement());
        return report(verdict, loss.recording(), "loss " + meant);
    }

    /// Judges the arrays as those of one step of an update rule: `w`, `dw`, `learning_rate` and what is remembered
    /// (`velocity`, `cache`, or `m`, `v` and `t`, the number of steps before); `next_w` and the memory as `next_…`.
    ///
    /// @throws IllegalArgumentException if an array is missing or does not fit the others, in one line
    public CheckReport as(UpdateRule meant) {
        RecordedRule rule = new RecordedRule(arrays, meant);
        Observation seen = rule.observation();
        Formulas formulas = KnownFormulas.ofStep(meant, rule.rate(), rule.before());
        requireJudgeable(formulas, seen);
        return report(formulas.judge(List.of(seen), arrays.agreement()), rule.recording(), "update rule " + meant);
    }

    /// A setting that the file says as a single number.
    ///
    /// @param names in small letters and without `_`
    public OptionalDouble setting(String... names) {
        return arrays.number(names);
    }

    private void requireJudgeable(Formulas formulas, Observation observation) {
        if (observation.outputs().isEmpty()) {
            throw arrays.fault(
                    "there is nothing to judge; expected what the code returned, such as out or dx. There are "
                            + String.join(", ", arrays.names()));
        }
        long work = formulas.work(observation);
        if (work > MOST_WORK) {
            throw arrays.fault(
                    "%s products are too many; expected at most %s. Run the code on a few examples, such as x[:2]"
                            .formatted(work, MOST_WORK));
        }
    }

    private CheckReport report(Formulas.Verdict verdict, Recording recording, String meant) {
        List<GradientReport> tensors = new ArrayList<>();
        List<Discrepancy> discrepancies = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Comparison comparison : verdict.comparisons()) {
            Result result = Objects.requireNonNull(recording.results().get(comparison.what()));
            GradientReport tensor = tensor(comparison, result, recording);
            tensors.add(tensor);
            if (comparison.agrees()) {
                result.wrongShape().ifPresent(what -> findings.add(new Finding(true, what)));
            } else {
                discrepancies.add(comparison.discrepancy().named(tensor.what(), tensor.worst()));
            }
        }
        findings.addAll(recording.findings());
        notes.forEach(note -> findings.add(new Finding(false, note)));
        findings.addAll(limits(verdict, arrays.agreement()));
        List<Section> sections = List.of(new Section("as saved, beside " + meant, tensors));
        String subject = "%s as %s".formatted(arrays.file(), meant.replaceFirst("\\[.*", ""));
        return new CheckReport(subject, sections, discrepancies, findings, verdict.diagnoses(), true);
    }

    private static GradientReport tensor(Comparison comparison, Result result, Recording recording) {
        Shape shape = result.array().value().shape();
        String name = result.array().name();
        if (comparison.index() < 0) {
            return GradientReport.unusable(name, shape, comparison.tolerance());
        }
        return new GradientReport(
                name,
                shape,
                shape.size(),
                0,
                recording.position(result, comparison.index()),
                comparison.actual(),
                comparison.expected(),
                comparison.error(),
                comparison.tolerance(),
                false);
    }

    /// What these numbers cannot tell.
    private List<Finding> limits(Formulas.Verdict verdict, Agreement agreement) {
        List<Finding> limits = new ArrayList<>();
        String precision = agreement.name().toLowerCase(Locale.ROOT);
        if (verdict.blurred()) {
            limits.add(new Finding(
                    false, precision + " is too coarse to tell these mistakes apart; compute and save in float64"));
        }
        List<Mistake> coarse = verdict.hidden(true);
        if (!coarse.isEmpty()) {
            limits.add(new Finding(
                    false,
                    "%s is too coarse to tell this from %s; compute and save in float64"
                            .formatted(precision, names(coarse))));
        }
        List<Mistake> hidden = verdict.hidden(false);
        if (!hidden.isEmpty()) {
            limits.add(new Finding(
                    false,
                    "these numbers would be the same with %s; other inputs, such as random ones, show more"
                            .formatted(names(hidden))));
        }
        List<String> unused = arrays.unused();
        if (!unused.isEmpty()) {
            limits.add(new Finding(false, "not looked at: " + String.join(", ", unused)));
        }
        return limits;
    }

    private static String names(List<Mistake> mistakes) {
        String named = mistakes.stream().limit(NAMED).map(Mistake::id).collect(Collectors.joining(", "));
        return named + (mistakes.size() > NAMED ? " and %s more".formatted(mistakes.size() - NAMED) : "");
    }
}
