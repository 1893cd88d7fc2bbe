package dev.chainrule.check;

import dev.chainrule.check.CheckReport.Finding;
import dev.chainrule.check.CheckReport.Section;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Scale;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.random.RandomKey;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Snapshot;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// A check of a whole network; see [GradientCheck#of(Model, Loss, List)].
///
/// It works on float64 copies, one for each thread. The data term is checked with the parameters as given, at every
/// scale of the input, and again after some training steps on the same batch, since one point can hide a fault; the
/// penalties are checked apart.
public final class ModelCheck {
    /// The learning rate of the training steps.
    private static final double RATE = 1e-2;

    /// The share of the margins of a hinge that are kept, and likewise of those that are not, in a useful check.
    private static final double MIXED = 0.1;

    private final Model model;
    private final Loss loss;
    private final List<WeightPenalty> penalties;
    private CheckSettings settings = CheckSettings.defaults();
    private CheckProgress progress = (done, total) -> {};

    ModelCheck(Model model, Loss loss, List<WeightPenalty> penalties) {
        this.model = model;
        this.loss = loss;
        this.penalties = List.copyOf(penalties);
    }

    /// Replaces the settings; the upstream gradient is always that of the loss.
    ///
    /// @return this
    public ModelCheck with(CheckSettings others) {
        settings = others;
        return this;
    }

    /// Tells a listener how far the check is.
    ///
    /// @return this
    public ModelCheck reporting(CheckProgress listener) {
        progress = listener;
        return this;
    }

    /// Runs the check on a Gaussian batch with random labels.
    public CheckReport run(int examples) {
        Require.atLeast(1, "GradientCheck", "examples", examples);
        RandomGenerator random = RandomKey.of(settings.seed()).child("examples").generator();
        Tensor x = Tensor.gaussian(Precision.FLOAT64, model.spec().input().batchOf(examples), random);
        return run(x, random.ints(examples, 0, model.classes()).toArray());
    }

    /// Runs the check.
    ///
    /// @param x a batch of few examples, of any precision, not changed
    /// @param labels their classes
    public CheckReport run(Tensor x, int... labels) {
        Snapshot before = Snapshot.of(state(model)); // layers that are there already are not copied
        try {
            return new Run(Tensor.of(Precision.FLOAT64, x.shape(), x.toArray()), labels).report();
        } finally {
            before.restore();
        }
    }

    /// A float64 copy of the model with its numbers. Weights that are computed from data, and were not, are drawn:
    /// zeros would hide every fault behind them.
    private Model copy() {
        Model copy = ModelBuilder.build(
                model.spec().withPrecision(Precision.FLOAT64), RandomKey.of(0).generator());
        List<Tensor> from = state(model);
        List<Tensor> to = state(copy);
        for (int i = 0; i < to.size(); i++) {
            for (int j = 0; j < to.get(i).size(); j++) {
                to.get(i).setStored(j, from.get(i).getStored(j));
            }
        }
        for (Parameter parameter : copy.parameters()) {
            Tensor value = parameter.value();
            if (parameter.isUnfitted()) {
                int inputs = value.shape().sizePerExample();
                new Initializer.Xavier()
                        .fill(
                                value,
                                inputs,
                                value.shape().extent(0),
                                RandomKey.of(0).generator());
            }
        }
        return copy;
    }

    private static List<Tensor> state(Model model) {
        List<Tensor> state = new ArrayList<>();
        model.parameters().forEach(parameter -> state.add(parameter.value()));
        model.buffers().stream().map(Buffer::value).forEach(state::add);
        return state;
    }

    /// One run on its own copies of the model.
    private final class Run {
        private final Tensor given;
        private final int[] labels;
        private final RandomKey key = RandomKey.of(settings.seed());
        private final Mode mode = new Mode.Train(key.child("mode"));
        private final List<Model> copies = new ArrayList<>();
        private final List<Section> sections = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();
        private final ElementCounter counter;

        Run(Tensor x, int[] labels) {
            this.given = x;
            this.labels = labels;
            copies.add(copy());
            boolean shared = copies.getFirst().parameters().stream().anyMatch(model.parameters()::contains);
            for (int i = 1; i < (shared ? 1 : Parallel.current().threads()); i++) {
                copies.add(copy());
            }
            long weights = 0;
            long all = Math.min(x.size(), settings.samples());
            for (Parameter parameter : model.parameters()) {
                long count = Math.min(parameter.value().size(), settings.samples());
                all += count;
                weights += count;
            }
            int points = settings.scales().size() + (settings.burnIn() > 0 ? 1 : 0);
            counter = new ElementCounter(progress, all * points + (penalties.isEmpty() ? 0 : weights));
        }

        CheckReport report() {
            OptionalDouble violated = violatedMargins();
            for (double scale : settings.scales()) {
                Tensor x = Samples.scaled(given, scale);
                sections.add(new Section("data term, input × " + scale, data(x)));
            }
            int steps = 0;
            if (settings.burnIn() > 0) {
                steps = train();
                sections.add(new Section("data term, after %s training steps".formatted(steps), data(given)));
            }
            noteMargins(violated, steps);
            noteMissingActivations();
            if (!penalties.isEmpty()) {
                sections.add(new Section("penalties " + penalties, penalty()));
            }
            note();
            return new CheckReport(
                    String.format(
                            Locale.ROOT,
                            "%s of %s (%,d parameters)",
                            model.spec().name(),
                            given.shape(),
                            model.parameterCount()),
                    sections,
                    List.of(),
                    findings,
                    List.of(),
                    false);
        }

        private List<GradientReport> data(Tensor x) {
            Model first = copies.getFirst();
            Pass pass = first.forward(x, mode);
            Gradients gradients =
                    pass.backward(loss.forward(pass.output(), labels).dscores());
            List<GradientReport> reports = new ArrayList<>();
            int[] pixels = Samples.elements(x.size(), settings.samples(), key.child("input"));
            reports.add(tails(x, 0).compare("input", 0, gradients.input(), pixels, Samples.deviation(x)));
            List<Layer> layers = first.network().layers();
            List<Parameter> done = new ArrayList<>();
            for (int from = 0; from < layers.size(); from++) {
                Differences differences = tails(x, from);
                for (Parameter parameter : layers.get(from).parameters()) {
                    if (!parameter.isFrozen() && !done.contains(parameter)) {
                        done.add(parameter);
                        int tensor = 1 + first.parameters().indexOf(parameter);
                        reports.add(one(differences, parameter, tensor, gradients.of(parameter)));
                    }
                }
            }
            return reports;
        }

        /// The loss as a function of the input of one layer and of all parameters; what comes before is
        /// computed once.
        private Differences tails(Tensor x, int from) {
            List<ScalarFunction> subjects = new ArrayList<>();
            for (Model each : copies) {
                subjects.add(new TailLoss(each, from, x, labels, mode, loss));
            }
            return new Differences(settings, subjects, counter);
        }

        private GradientReport one(Differences differences, Parameter parameter, int tensor, Tensor gradient) {
            Tensor value = parameter.value();
            int[] elements = Samples.elements(value.size(), settings.samples(), key.child(parameter.name()));
            return differences.compare(parameter.name(), tensor, gradient, elements, Samples.size(value));
        }

        /// Trains the first copy on the batch and gives its numbers to the others.
        ///
        /// @return the steps that it took
        private int train() {
            Model first = copies.getFirst();
            Optimizer optimizer = new Optimizer(Adam.of(), new GradientClipping.None(), first.parameters());
            long most = (long) settings.burnIn() * CheckSettings.MOST_BURN_INS;
            int step = 0;
            for (; step < settings.burnIn() || (step < most && isUnmixed()); step++) {
                Pass pass = first.forward(given, new Mode.Train(key.child(step)));
                Gradients gradients =
                        pass.backward(loss.forward(pass.output(), labels).dscores());
                WeightPenalty.addGradients(penalties, first.parameters(), gradients);
                optimizer.step(gradients, RATE);
            }
            for (Model other : copies.subList(1, copies.size())) {
                List<Tensor> to = state(other);
                List<Tensor> from = state(first);
                for (int i = 0; i < to.size(); i++) {
                    to.get(i).copyFrom(from.get(i));
                }
            }
            return step;
        }

        /// Whether the loss is a hinge whose margins are all violated or all kept, so that a wrong mask looks
        /// right.
        private boolean isUnmixed() {
            OptionalDouble share = violatedMargins();
            return share.isPresent() && isUnmixed(share.getAsDouble());
        }

        private static boolean isUnmixed(double share) {
            return share < MIXED || share > 1 - MIXED;
        }

        /// The share of the margins that are violated; empty where the loss is no hinge. That of somebody else
        /// is told by its value.
        private OptionalDouble violatedMargins() {
            Tensor scores = copies.getFirst().forward(given, mode).output();
            MulticlassHinge hinge = Stream.of(false, true)
                    .map(squared -> loss instanceof MulticlassHinge own ? own : new MulticlassHinge(1, squared))
                    .filter(each -> hasValue(each.forward(scores, labels).value(), scores))
                    .findFirst()
                    .orElse(null);
            int classes = scores.shape().extent(1);
            if (hinge == null || classes < 2) {
                return OptionalDouble.empty();
            }
            int violated = 0;
            for (int i = 0; i < scores.size(); i++) {
                int label = i / classes * classes + labels[i / classes];
                double distance = scores.getStored(i) - scores.getStored(label) + hinge.margin();
                violated += i != label && distance > 0 ? 1 : 0;
            }
            return OptionalDouble.of((double) violated / (labels.length * (classes - 1)));
        }

        private boolean hasValue(double value, Tensor scores) {
            return Math.abs(loss.forward(scores, labels).value() - value) <= 1e-9 * Math.max(1, value);
        }

        /// Says where the mask of a hinge was tested, or that it hardly was.
        ///
        /// @param before the share of violated margins before training
        /// @param steps how many steps of training there were
        private void noteMargins(OptionalDouble before, int steps) {
            OptionalDouble after = violatedMargins();
            if (before.isEmpty() || after.isEmpty()) {
                return;
            }
            String shares = steps == 0
                    ? percent(before) + " of the margins of the hinge are violated"
                    : "%s of the margins of the hinge are violated before the training steps, %s after them"
                            .formatted(percent(before), percent(after));
            findings.add(new Finding(
                    false,
                    isUnmixed(after.getAsDouble())
                            ? shares + ", so its mask was hardly tested; train the model "
                                    + (steps == 0 ? "before the check (burn-in)" : "otherwise before the check")
                            : shares + "; a wrong mask shows where some are and some are not"));
        }

        private static String percent(OptionalDouble share) {
            return String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble());
        }

        private List<GradientReport> penalty() {
            Penalty all = Penalty.of(penalties);
            List<ScalarFunction> functions = new ArrayList<>();
            for (Model each : copies) {
                List<Tensor> tensors =
                        each.parameters().stream().map(Parameter::value).toList();
                functions.add(PlainFunction.of(tensors, () -> all.value(each.parameters())));
            }
            List<Parameter> parameters = copies.getFirst().parameters();
            List<Tensor> gradients = all.gradients(parameters);
            Differences differences = new Differences(settings, functions, counter);
            List<GradientReport> reports = new ArrayList<>();
            for (int i = 0; i < parameters.size(); i++) {
                reports.add(one(differences, parameters.get(i), i, gradients.get(i)));
            }
            return reports;
        }

        /// Says where a normalisation stands in the place of an activation.
        private void noteMissingActivations() {
            Layer weights = null;
            Layer norm = null;
            for (Layer layer : model.network().layers()) {
                if (layer instanceof Affine || layer instanceof Convolution2d) {
                    if (weights != null && norm != null) {
                        findings.add(new Finding(
                                false,
                                "between %s and %s there is %s but no activation; a normalisation does not take its place"
                                        .formatted(weights, layer, norm)));
                    }
                    weights = layer;
                    norm = null;
                } else if ((layer instanceof BatchNorm batchNorm && !batchNorm.isRectified())
                        || layer instanceof GroupNorm
                        || layer instanceof LayerNorm) {
                    norm = layer;
                } else if (!(layer instanceof Dropout || layer instanceof Flatten || layer instanceof Scale)) {
                    weights = null;
                }
            }
        }

        /// Says which parameters have no effect on the loss, as a bias before a normalisation.
        private void note() {
            List<String> idle = new ArrayList<>();
            for (GradientReport report : sections.getFirst().tensors()) {
                if (report.vanishing()) {
                    idle.add(report.what());
                }
            }
            if (!idle.isEmpty()) {
                findings.add(new Finding(
                        false,
                        "the gradient by %s is 0 but for rounding; of a bias before a normalisation this is right"
                                .formatted(String.join(", ", idle))));
            }
        }
    }
}
