package dev.chainrule.check;

import dev.chainrule.check.CheckReport.Finding;
import dev.chainrule.check.CheckReport.Section;
import dev.chainrule.check.CheckSettings.Upstream;
import dev.chainrule.check.mistake.Diagnosis;
import dev.chainrule.check.mistake.Discrepancy;
import dev.chainrule.check.mistake.Formulas;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.check.mistake.Observation;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.random.RandomKey;
import dev.chainrule.settings.NumberText;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Snapshot;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A check of a layer; see [GradientCheck#of(Layer)].
///
/// It looks at two points: the parameters as given, and moved at random, because gamma 1 and beta 0 hide what was
/// forgotten of them; at each with the input at the scales of the settings. Parameters and buffers are put back in the
/// end.
public final class LayerCheck {
    /// How far parameters are moved for the second point, by their own size.
    private static final double MOVE = 0.5;
    /// Elements of a tensor that are looked at once more with a random upstream gradient when another was asked
    /// for.
    private static final int PROBES = 25;

    private final List<Layer> layers;
    private CheckSettings settings = CheckSettings.defaults();
    private CheckProgress progress = (done, total) -> {};
    private @Nullable LayerSpec meant;
    private @Nullable Tensor upstream;
    private @Nullable Mode mode;
    private @Nullable TapeLayer formula;

    LayerCheck(List<Layer> layers) {
        this.layers = layers;
    }

    static LayerCheck ofCopies(Supplier<? extends Layer> supplier) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < Parallel.current().threads(); i++) {
            layers.add(supplier.get());
        }
        return new LayerCheck(layers);
    }

    /// Says what the layer means to be, so that its output is compared, too, and mistakes get their names.
    /// Parameters are told by their [Parameter.Kind], running statistics by the words `mean` and `var` in the names
    /// of the buffers.
    ///
    /// @param other settings of the library's layer that computes the same
    /// @return this
    public LayerCheck as(LayerSpec other) {
        meant = other;
        return this;
    }

    /// Holds output and gradients beside a formula on the tape, too, whose gradients come by themselves. After
    /// [#as] this is done by itself where [TapeFormulas] has the formula.
    ///
    /// @param other on the parameters of this layer
    /// @return this
    public LayerCheck beside(TapeLayer other) {
        formula = other;
        return this;
    }

    /// Replaces the settings.
    ///
    /// @return this
    public LayerCheck with(CheckSettings others) {
        settings = others;
        return this;
    }

    /// Sets the mode of the passes; else training with a fixed key, so that masks stay the same.
    ///
    /// @return this
    public LayerCheck in(Mode other) {
        mode = other;
        return this;
    }

    /// Sets the upstream gradient, in the shape of the output; else it is as the settings say.
    ///
    /// @return this
    public LayerCheck upstream(Tensor dy) {
        upstream = dy;
        return this;
    }

    /// Tells a listener how far the check is.
    ///
    /// @return this
    public LayerCheck reporting(CheckProgress listener) {
        progress = listener;
        return this;
    }

    /// Runs the check on Gaussian numbers.
    ///
    /// @param input the shape of the input, examples along the first axis
    public CheckReport run(Shape input) {
        RandomGenerator random = key().child("input").generator();
        return run(Samples.gaussian(Tensor.zeros(Precision.FLOAT64, input), random));
    }

    /// Runs the check.
    ///
    /// @param x the input, in float64, not changed
    public CheckReport run(Tensor x) {
        Samples.requireDouble(x);
        if (meant != null) {
            KnownFormulas.requireParameters(meant, layers.getFirst(), x.shape());
        }
        Snapshot before = Snapshot.of(state(layers.getFirst()));
        try {
            return new Run(x).report();
        } finally {
            before.restore();
        }
    }

    private RandomKey key() {
        return RandomKey.of(settings.seed());
    }

    private static List<Tensor> state(Layer layer) {
        List<Tensor> state = new ArrayList<>();
        layer.parameters().forEach(parameter -> state.add(parameter.value()));
        layer.buffers().forEach(buffer -> state.add(buffer.value()));
        return state;
    }

    /// One run, and what it has found so far.
    private final class Run {
        private final Tensor given;
        private final Layer layer = layers.getFirst();
        private final FrozenLayer frozen = FrozenLayer.of(layer);
        private final Mode passMode = mode == null ? new Mode.Train(key().child("mode")) : mode;
        private final List<Section> sections = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();
        private final List<Observation> observations = new ArrayList<>();
        private final CheckSettings tolerant;
        private final ElementCounter counter;

        Run(Tensor x) {
            given = x;
            boolean pairs = meant != null && KnownFormulas.of(meant).groupSize(x.shape()) == 2;
            tolerant = pairs
                    ? settings.withTolerance(Math.max(settings.tolerance(), CheckSettings.TOLERANCE_OF_PAIRS))
                    : settings;
            long each = Math.min(x.size(), settings.samples());
            for (Parameter parameter : layer.parameters()) {
                each += Math.min(parameter.value().size(), settings.samples());
            }
            counter = new ElementCounter(progress, each * settings.scales().size() * points());
        }

        private int points() {
            return layer.parameters().isEmpty() ? 1 : 2;
        }

        CheckReport report() {
            for (int point = 0; point < points(); point++) {
                if (point > 0) {
                    move();
                }
                for (double scale : settings.scales()) {
                    String title = "input × " + scale + (point > 0 ? ", parameters moved" : "");
                    if (!at(title, Samples.scaled(given, scale))) {
                        return result(List.of(), List.of());
                    }
                }
            }
            if (meant == null) {
                return result(List.of(), List.of());
            }
            Formulas formulas = KnownFormulas.of(meant);
            probe(formulas);
            Formulas.Verdict verdict = formulas.judge(observations);
            return result(verdict.discrepancies(), verdict.diagnoses());
        }

        private CheckReport result(List<Discrepancy> discrepancies, List<Diagnosis> diagnoses) {
            if (meant == null) {
                CheckReport.adviseToDeclare(sections, findings, "as(BatchNorm.Settings.of()) or whatever it is");
            }
            String subject = layer + " " + given.shape() + (meant == null ? "" : " as " + KnownFormulas.text(meant));
            return new CheckReport(subject, sections, discrepancies, findings, diagnoses, meant != null);
        }

        /// Moves every parameter at random.
        private void move() {
            RandomGenerator random = key().child("move").generator();
            for (Parameter parameter : layer.parameters()) {
                Tensor value = parameter.value();
                double distance = MOVE * Samples.size(value);
                for (int i = 0; i < value.size(); i++) {
                    value.setStored(i, value.getStored(i) + distance * random.nextGaussian());
                }
            }
        }

        /// Compares at one point; false if the layer cannot be compared at all.
        private boolean at(String title, Tensor x) {
            Tensor y = frozen.forward(x, passMode).output().copy();
            if (!Arrays.equals(y.toArray(), frozen.forward(x, passMode).output().toArray())) {
                findings.add(new Finding(
                        true,
                        "two forward passes in the same mode give different outputs, so no difference is a derivative;"
                                + " draw random numbers from the key of Mode.Train"));
                return false;
            }
            RandomGenerator random = key().child(title).generator();
            Tensor gaussian = Samples.gaussian(y, random);
            Tensor dy = upstream(y, gaussian);
            observe(title, x, dy);
            List<GradientReport> reports = compare(x, dy, tolerant, counter);
            sections.add(new Section(title, reports, beside(x, dy)));
            if (upstream != null || settings.upstream() != Upstream.RANDOM) {
                observe(title + ", random upstream", x, gaussian);
                hidden(x, gaussian, reports);
            }
            return true;
        }

        /// The comparison with the tape, where there is a formula.
        private List<GradientReport> beside(Tensor x, Tensor dy) {
            Optional<TapeLayer> witness = formula != null
                    ? Optional.of(formula)
                    : meant == null || !(passMode instanceof Mode.Train)
                            ? Optional.empty()
                            : TapeFormulas.of(meant, layer);
            Pass pass = frozen.forward(x, passMode);
            try {
                return witness.map(tape ->
                                new TapeWitness(tape).compare(layer, x, passMode, dy, pass.output(), pass.backward(dy)))
                        .orElse(List.of());
            } catch (ShapeMismatchException e) {
                if (formula != null) {
                    throw e;
                }
                return List.of(); // parameters of other shapes than the library's layer has
            } finally {
                frozen.buffers().restore();
            }
        }

        private void observe(String title, Tensor x, Tensor dy) {
            frozen.buffers().restore();
            observations.add(Observation.of(title, layer, x, passMode, dy));
        }

        private Tensor upstream(Tensor y, Tensor gaussian) {
            if (upstream != null) {
                return upstream;
            }
            return switch (settings.upstream()) {
                case RANDOM -> gaussian;
                case ONES -> {
                    Tensor ones = Tensor.zeros(y.precision(), y.shape());
                    ones.fill(1);
                    yield ones;
                }
            };
        }

        /// Says where the upstream gradient that was asked for sees nothing.
        private void hidden(Tensor x, Tensor gaussian, List<GradientReport> reports) {
            CheckSettings few = tolerant.withSamples(PROBES);
            List<GradientReport> random = compare(x, gaussian, few, new ElementCounter((done, total) -> {}, 0));
            String name = upstream == null && settings.upstream() == Upstream.ONES ? "all ones" : "as given";
            for (int i = 0; i < reports.size(); i++) {
                GradientReport report = reports.get(i);
                if (report.vanishing() && !random.get(i).vanishing()) {
                    findings.add(new Finding(
                            true,
                            "the upstream gradient (%s) hides mistakes: with it the gradient by %s is 0, whatever the backward pass does; use a random one"
                                    .formatted(name, report.what())));
                } else if (report.passes() && !random.get(i).passes()) {
                    findings.add(new Finding(
                            true,
                            "the upstream gradient (%s) hides a mistake in the gradient by %s: with a random one the error is %s"
                                    .formatted(
                                            name,
                                            report.what(),
                                            NumberText.of(random.get(i).error()))));
                }
            }
        }

        private List<GradientReport> compare(Tensor x, Tensor dy, CheckSettings how, ElementCounter counter) {
            Gradients gradients = frozen.forward(x, passMode).backward(dy);
            frozen.buffers().restore();
            List<PlainFunction> copies = new ArrayList<>();
            List<Tensor> numbers = state(layer);
            for (Layer each : layers) {
                List<Tensor> values = state(each);
                for (int i = 0; i < values.size(); i++) {
                    values.get(i).copyFrom(numbers.get(i));
                }
                copies.add(PlainFunction.contracted(each, x.copy(), passMode, dy));
            }
            Differences differences = new Differences(how, copies, counter);
            List<GradientReport> reports = new ArrayList<>();
            reports.add(one(differences, "input", 0, x, Observation.input(gradients), Samples.deviation(x), how));
            List<Parameter> parameters = layer.parameters();
            for (int i = 0; i < parameters.size(); i++) {
                Tensor value = parameters.get(i).value();
                Optional<Tensor> gradient = Observation.parameter(gradients, parameters.get(i));
                double size = Samples.size(value);
                reports.add(one(differences, parameters.get(i).name(), i + 1, value, gradient, size, how));
            }
            return reports;
        }

        private GradientReport one(
                Differences differences,
                String what,
                int tensor,
                Tensor value,
                Optional<Tensor> analytic,
                double deviation,
                CheckSettings how) {
            if (analytic.isEmpty() || !analytic.get().shape().equals(value.shape())) {
                findings.add(new Finding(
                        true,
                        analytic.map(wrong -> "the gradient by %s has shape %s; expected %s"
                                        .formatted(what, wrong.shape(), value.shape()))
                                .orElse("the backward pass returns no gradient by " + what)));
                return GradientReport.unusable(what, value.shape(), how.tolerance());
            }
            int[] elements = Samples.elements(value.size(), how.samples(), key().child(what));
            return differences.compare(what, tensor, analytic.get(), elements, deviation);
        }

        /// Runs that differences cannot judge: in evaluation, and on inputs with ties.
        private void probe(Formulas formulas) {
            formulas.probes(given).forEach((title, x) -> {
                Tensor y = frozen.forward(x, passMode).output();
                observe(title, x, Samples.gaussian(y, key().child(title).generator()));
            });
            if (mode == null && formulas.evaluatesOtherwise()) {
                double[] training = frozen.forward(given, passMode).output().toArray();
                Observation seen = Observation.of("evaluation", layer, given, new Mode.Evaluate(), null);
                observations.add(seen);
                formulas.evident(seen, training)
                        .ifPresent(mistake -> findings.add(new Finding(true, mistake.sentence())));
            }
        }
    }
}
