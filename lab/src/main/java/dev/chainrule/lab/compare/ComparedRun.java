package dev.chainrule.lab.compare;

import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.settings.Kebab;
import dev.chainrule.train.TrainingResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/// A run among others.
///
/// @param name of it, unlike those of the others
/// @param record what its folder says
/// @param facts the settings as pairs of a key and a value, then the images by the start of their digest, and the
///     versions of Chainrule and Java
public record ComparedRun(String name, RunRecord record, SequencedMap<String, String> facts) {
    /// What says nothing about how a run differs from another one but by chance: the seed, what changes no bit, and
    /// names of what is compared by its content.
    private static final Set<String> BY_CHANCE = Set.of("seed", "threads", "preset", "data.set", "java");

    private static final int SHORT_DIGEST = 12;

    /// Copies the facts.
    public ComparedRun {
        facts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(facts));
    }

    /// A run by what its folder says.
    static ComparedRun of(String name, RunRecord record) {
        SequencedMap<String, String> facts = record.settings().flattened();
        String digest = record.beginning().dataSha256();
        facts.put("images", "sha256 " + digest.substring(0, Math.min(SHORT_DIGEST, digest.length())));
        facts.put("chainrule", record.beginning().version());
        facts.put("java", record.beginning().java());
        return new ComparedRun(name, record, facts);
    }

    /// How it ended.
    public Optional<TrainingResult.End> end() {
        return record.conclusion().map(Conclusion::end);
    }

    /// How it ended, in a word: `complete`, `early-stop`, `stopped`, `diverged`, or `unfinished`.
    public String endWord() {
        return end().map(Kebab::of).orElse("unfinished");
    }

    /// Whether it did all that it was meant to do, so that its last numbers are its result.
    public boolean carriedThrough() {
        return end().filter(end -> end == TrainingResult.End.COMPLETE || end == TrainingResult.End.EARLY_STOP)
                .isPresent();
    }

    /// Seconds spent training; not a number if they are not known.
    public double seconds() {
        return record.conclusion().map(Conclusion::seconds).orElse(Double.NaN);
    }

    /// The loss of the last step's batch, penalties included; not a number before the first step.
    public double lastLoss() {
        double[] losses = record.history().losses();
        return losses.length == 0 ? Double.NaN : losses[losses.length - 1];
    }

    /// A number of it; that of its last step, if it was not carried through.
    public double number(Measure measure) {
        return measure.of(record);
    }

    /// What runs share that differ by chance alone.
    Map<String, String> essence() {
        Map<String, String> essence = new TreeMap<>(facts);
        essence.keySet().removeIf(key -> BY_CHANCE.contains(key) || key.startsWith("signals"));
        return essence;
    }
}
