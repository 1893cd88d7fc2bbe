package dev.chainrule.lab.explain;

import dev.chainrule.explain.GradCam;
import dev.chainrule.explain.InputGradient;
import dev.chainrule.explain.IntegratedGradients;
import dev.chainrule.explain.Occlusion;
import dev.chainrule.explain.Pixels;
import dev.chainrule.explain.RankCorrelation;
import dev.chainrule.explain.SmoothGrad;
import dev.chainrule.model.Model;
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
/// @param correlation the mean over images of the rank correlation of the maps with those of the same network before
/// training; none where every map of one of them is constant
/// @param contributions with what is known of their errors, if the method yields them
/// @param place of the method in the network or on the image, in words; empty if it has none
record Maps(
        Method method,
        List<double[]> values,
        OptionalDouble correlation,
        Optional<IntegratedGradients.Contributions> contributions,
        String place) {
    /// A network without training needs no exact contributions.
    private static final IntegratedGradients COARSE = new IntegratedGradients(64, 64, 0.01);

    /// @param untrained the network before training
    static Maps of(Method method, Look look, Model untrained, DoubleConsumer progress) {
        Computation trained = new Computation(look, look.model(), IntegratedGradients.of());
        Computation random = new Computation(look, untrained, COARSE);
        List<double[]> values = trained.maps(method, share -> progress.accept(share / 2));
        List<double[]> others = random.maps(method, share -> progress.accept(0.5 + share / 2));
        return new Maps(method, values, correlation(values, others), trained.contributions, trained.place);
    }

    static OptionalDouble correlation(List<double[]> some, List<double[]> others) {
        return IntStream.range(0, some.size())
                .mapToDouble(n -> RankCorrelation.spearman(magnitudes(some.get(n)), magnitudes(others.get(n))))
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
