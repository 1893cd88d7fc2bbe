package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.check.mistake.Computation.Step;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a layer, loss, penalty or rule should compute, in plain double arithmetic, and the mistakes that are known of
/// it. Formulas are steps with names, some of them results. A mistake changes some steps; since it changes nothing
/// else, two mistakes can be made at once.
public abstract class Formulas {
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final List<Variant> variants = new ArrayList<>();

    Formulas() {}

    /// Goes before the name of a result: how large the terms are that cancel in it.
    static final String SIZE_OF = "size of ";

    static final Change NOTHING = steps -> {};

    /// What a mistake changes.
    @FunctionalInterface
    interface Change {
        void apply(Map<String, Step> steps);

        default Change and(Change other) {
            return steps -> {
                apply(steps);
                other.apply(steps);
            };
        }
    }

    /// One way to make a mistake; some can be made in several ways.
    record Variant(Mistake mistake, Change change) {}

    /// Adds a step.
    final void step(String name, Step step) {
        steps.put(name, step);
    }

    @Nullable
    final Step step(String name) {
        return steps.get(name);
    }

    /// Adds a number that mistakes may change.
    final void number(String name, double value) {
        step(name, c -> new Numbers(value));
    }

    /// Changes what is right.
    final void change(Change change) {
        change.apply(steps);
    }

    /// Adds the ways to make a mistake, the usual ones first.
    final void mistake(Mistake mistake, Change... ways) {
        for (Change way : ways) {
            variants.add(new Variant(mistake, way));
        }
    }

    /// Adds the ways to make a mistake as [Expression#steps].
    final void mistake(Mistake mistake, String... ways) {
        for (String way : ways) {
            mistake(mistake, Expression.steps(way));
        }
    }

    /// Adds steps as [Expression#steps].
    final void steps(String text) {
        change(Expression.steps(text));
    }

    static Change replace(String name, Step other) {
        return steps -> steps.put(name, other);
    }

    static Change set(String name, double value) {
        return replace(name, c -> new Numbers(value));
    }

    /// Changes the result of a step.
    static Change after(String name, BiFunction<Computation, Numbers, Numbers> change) {
        return steps -> {
            Step before = Objects.requireNonNull(steps.get(name));
            steps.put(name, c -> {
                Numbers right = before.of(c);
                return right == null ? null : change.apply(c, right);
            });
        };
    }

    /// Multiplies the result of a step; by 0 it is 0 even where it was not finite.
    static Change times(String name, double factor) {
        return after(name, (c, value) -> factor == 0 ? value.filled(0) : value.times(factor));
    }

    static Change swap(String one, String other) {
        return steps -> {
            Step first = Objects.requireNonNull(steps.get(one));
            steps.put(one, Objects.requireNonNull(steps.put(other, first)));
        };
    }

    /// The mistakes in summing the gradients of parameters that were broadcast over a batch, for all of them
    /// together and for each. Each has a step `terms of …`.
    ///
    /// @param shape of the terms, (N, C, …)
    final void sumMistakes(Function<Computation, Shape> shape, String... gradients) {
        sums(NOT_SUMMED, shape, gradients, (terms, of) -> terms);
        sums(
                SUMMED_OVER_UNITS,
                shape,
                gradients,
                (terms, of) -> byFeature(terms, of).filled(terms.sum()));
        sums(
                SUMMED_OVER_UNITS,
                shape,
                gradients,
                (terms, of) -> byFeature(terms, of).filled(terms.sum() / of.extent(0)));
        sums(SUMMED_OVER_UNITS, shape, gradients, (terms, of) -> new Numbers(terms.sum()));
        sums(SUMMED_ALONG_WRONG_AXIS, shape, gradients, (terms, of) -> terms.summedBy(Grouping.examples(of)));
        sums(BATCH_SIZE_TWICE, shape, gradients, Formulas::mean);
        sums(LAST_EXAMPLE_ONLY, shape, gradients, Formulas::lastExample);
    }

    static Numbers byFeature(Numbers terms, Shape shape) {
        return terms.summedBy(Grouping.features(shape));
    }

    static Numbers mean(Numbers terms, Shape shape) {
        return byFeature(terms, shape).times(1.0 / shape.extent(0));
    }

    static Numbers lastExample(Numbers terms, Shape shape) {
        int last = shape.extent(0) - 1;
        return byFeature(terms.with(Grouping.examples(shape), (term, example) -> example == last ? term : 0), shape);
    }

    private void sums(
            Mistake mistake,
            Function<Computation, Shape> shape,
            String[] gradients,
            BiFunction<Numbers, Shape, Numbers> wrong) {
        Change all = NOTHING;
        List<Change> ways = new ArrayList<>();
        for (String gradient : gradients) {
            ways.add(replace(gradient, c -> wrong.apply(c.get("terms of " + gradient), shape.apply(c))));
            all = all.and(ways.getLast());
        }
        mistake(mistake, all);
        mistake(mistake, ways.toArray(Change[]::new));
    }

    /// Computes as it should be.
    final Computation right(Observation observation) {
        return new Computation(observation, steps, steps);
    }

    /// Computes with some mistakes.
    final Computation wrong(Observation observation, List<Variant> mistakes) {
        Map<String, Step> changed = new LinkedHashMap<>(steps);
        mistakes.forEach(mistake -> mistake.change.apply(changed));
        return new Computation(observation, changed, steps);
    }

    /// A result; null if it is not said.
    @Nullable
    Numbers result(Computation c, String name) {
        return c.find(name);
    }

    /// Computes with a mistake, made in the most usual way.
    final Computation wrong(Observation observation, Mistake mistake) {
        return wrong(
                observation,
                variants.stream()
                        .filter(variant -> variant.mistake == mistake)
                        .limit(1)
                        .toList());
    }

    final List<Variant> variants() {
        return variants;
    }

    /// The mistakes that are known, each once.
    public final List<Mistake> mistakes() {
        return variants.stream().map(Variant::mistake).distinct().toList();
    }

    /// Compares what was observed in float64 with what should be, and looks for the mistake.
    public final Verdict judge(List<Observation> observations) {
        return judge(observations, Agreement.FLOAT64);
    }

    /// Compares what was observed with what should be, and looks for the mistake.
    public final Verdict judge(List<Observation> observations, Agreement agreement) {
        MistakeSearch search = new MistakeSearch(this, observations, agreement);
        return new Verdict(search);
    }

    /// What was found.
    public static final class Verdict {
        private final MistakeSearch search;
        private @Nullable List<Diagnosis> diagnoses;

        private Verdict(MistakeSearch search) {
            this.search = search;
        }

        /// All results beside what they should be.
        public List<Comparison> comparisons() {
            return search.comparisons();
        }

        /// Results that are not what they should be.
        public List<Discrepancy> discrepancies() {
            return comparisons().stream()
                    .filter(comparison -> !comparison.agrees())
                    .map(Comparison::discrepancy)
                    .toList();
        }

        /// Known mistakes that give the same wrong numbers, the most likely first; looked for when first asked.
        public List<Diagnosis> diagnoses() {
            List<Diagnosis> found = diagnoses;
            if (found == null) {
                found = search.diagnoses();
                diagnoses = found;
            }
            return found;
        }

        /// Whether the precision was too low to tell the diagnoses apart.
        public boolean blurred() {
            return search.blurred(diagnoses());
        }

        /// Mistakes that would give the same right numbers, so that nothing is known about them.
        ///
        /// @param coarse those that float64 would show; else those that these numbers show in no precision
        public List<Mistake> hidden(boolean coarse) {
            return search.hidden(coarse);
        }
    }

    /// About how many operations one computation takes.
    public long work(Observation observation) {
        return observation.shape().size();
    }

    /// The shape of the output, which a wrong padding changes.
    Shape outputShape(Computation c, Shape right) {
        return right;
    }

    /// How many numbers share their mean and variance; 0 where there are none.
    public int groupSize(Shape input) {
        return 0;
    }

    /// Inputs that show what differences cannot judge, such as ties, made of a usual one, by title.
    public Map<String, Tensor> probes(Tensor x) {
        return Map.of();
    }

    /// Whether evaluation differs from training.
    public boolean evaluatesOtherwise() {
        return false;
    }

    /// The mistake that an evaluation pass shows at once, if any.
    ///
    /// @param evaluation after one training pass on the same input
    /// @param training the output of that pass
    public Optional<Mistake> evident(Observation evaluation, double[] training) {
        return Optional.empty();
    }
}
