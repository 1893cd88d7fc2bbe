package dev.chainrule.lab.explain;

import dev.chainrule.explain.GradCam;
import dev.chainrule.explain.InputGradient;
import dev.chainrule.explain.IntegratedGradients;
import dev.chainrule.explain.Occlusion;
import dev.chainrule.explain.Pixels;
import dev.chainrule.explain.RankCorrelation;
import dev.chainrule.explain.SmoothGrad;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Whitening;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/// The maps of one method: a number for each pixel of each image.
///
/// @param method that made them
/// @param values one row an image, H · W numbers
/// @param random the same of a network with weights that were drawn anew, which has learned nothing
/// @param contributions with what is known of their errors, if the method yields them
/// @param place of the method in the network or on the image, in words; empty if it has none
record Maps(
        Method method,
        List<double[]> values,
        List<double[]> random,
        Optional<IntegratedGradients.Contributions> contributions,
        String place) {
    /// Weights that nothing was learned with.
    private static final long REDRAWN = 1_000_003;

    /// A network without training needs no exact contributions.
    private static final IntegratedGradients COARSE = new IntegratedGradients(64, 64, 0.01);

    static Maps of(Method method, Look look, DoubleConsumer progress) {
        Computation trained = new Computation(look, look.model(), IntegratedGradients.of());
        Computation random = new Computation(look, redrawn(look.model(), look.x()), COARSE);
        List<double[]> values = trained.maps(method, share -> progress.accept(share / 2));
        List<double[]> others = random.maps(method, share -> progress.accept(0.5 + share / 2));
        return new Maps(method, values, others, trained.contributions, trained.place);
    }

    /// The same layers with weights as they are before training; what is fixed by the training images stays.
    /// Statistics that training would have gathered are those of the images that are looked at: without any,
    /// signals of deep networks grow until one class has all the probability.
    static Model redrawn(Model model, Tensor x) {
        Model other = ModelBuilder.build(model.spec(), new NumpyRandom(REDRAWN));
        List<Parameter> own = model.parameters();
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).kind() == Parameter.Kind.FIXED) {
                other.parameters().get(i).value().copyFrom(own.get(i).value());
            }
        }
        for (int i = 0; i < model.network().layers().size(); i++) {
            if (model.network().layers().get(i) instanceof Whitening fitted
                    && other.network().layers().get(i) instanceof Whitening same) {
                same.mean().value().copyFrom(fitted.mean().value());
            }
        }
        other.forward(x, new Mode.Calibrate(0, true));
        return other;
    }

    /// The mean over images of the rank correlation of the maps with those of the network that has learned nothing;
    /// none where every map of one of them is constant.
    OptionalDouble correlationWithRandom() {
        return IntStream.range(0, values.size())
                .mapToDouble(n -> RankCorrelation.spearman(magnitudes(values.get(n)), magnitudes(random.get(n))))
                .filter(Double::isFinite)
                .average();
    }

    private static double[] magnitudes(double... map) {
        double[] magnitudes = new double[map.length];
        for (int i = 0; i < map.length; i++) {
            magnitudes[i] = Math.abs(map[i]);
        }
        return magnitudes;
    }

    /// The maps of one network.
    private static final class Computation {
        private final Look look;
        private final Model model;
        private final IntegratedGradients integrated;
        private Optional<IntegratedGradients.Contributions> contributions = Optional.empty();
        private String place = "";

        Computation(Look look, Model model, IntegratedGradients integrated) {
            this.look = look;
            this.model = model;
            this.integrated = integrated;
        }

        List<double[]> maps(Method method, DoubleConsumer progress) {
            Tensor x = look.x();
            Shape image = look.image();
            int[] classes = look.classes();
            return switch (method) {
                case SALIENCY -> rows(InputGradient.saliency(InputGradient.of(model, x, classes), image));
                case SMOOTH_GRAD ->
                    rows(InputGradient.saliency(SmoothGrad.of().of(model, x, progress, classes), image));
                case INTEGRATED_GRADIENTS -> integrated(progress);
                case GRAD_CAM -> gradCam();
                case OCCLUSION -> occlusion(progress);
                case CLASS_IMAGES, FOOLING, FILTERS, ACTIVATIONS, NEIGHBOURS, EXCITING ->
                    throw new IllegalArgumentException("Maps: " + method + " yields no maps; expected one that does");
            };
        }

        private List<double[]> integrated(DoubleConsumer progress) {
            IntegratedGradients.Contributions all =
                    integrated.of(model, look.x(), look.range().grey(model), progress, look.classes());
            contributions = Optional.of(all);
            return rows(Pixels.sumOverChannels(all.values(), look.image()));
        }

        private List<double[]> gradCam() {
            List<String> places = GradCam.places(model);
            place = look.layer().filter(places::contains).orElseGet(places::getLast);
            Tensor maps = GradCam.of(model, place, look.x(), look.classes());
            return rows(
                    Pixels.resized(maps, look.image().extent(1), look.image().extent(2)));
        }

        private List<double[]> occlusion(DoubleConsumer progress) {
            Occlusion patches = Occlusion.of(look.image());
            place = "a patch of %s × %<s pixels, every %s".formatted(patches.size(), patches.stride());
            Occlusion.Hidden hidden =
                    patches.of(model, look.x(), look.image(), look.range().grey(model), progress, look.classes());
            return rows(patches.loss(hidden, look.image()));
        }

        private static List<double[]> rows(Tensor maps) {
            double[] all = maps.toArray();
            int size = maps.shape().sizePerExample();
            List<double[]> rows = new ArrayList<>();
            for (int from = 0; from < all.length; from += size) {
                rows.add(Arrays.copyOfRange(all, from, from + size));
            }
            return rows;
        }
    }
}
