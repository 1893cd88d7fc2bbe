package dev.chainrule.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.Dataset;
import dev.chainrule.explain.Neighbours.Neighbour;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.GlobalAveragePool;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.settings.OutOfRangeException;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NeighboursTest {
    private static Model network(LayerSpec... layers) {
        return ModelBuilder.build(
                new ModelSpec("near", Shape.of(3, 4, 4), Precision.FLOAT32, List.of(layers)), new NumpyRandom(4));
    }

    @ParameterizedTest
    @EnumSource
    void areThoseOfAllDistancesInDouble(Precision precision) {
        for (boolean images : List.of(true, false)) {
            Model model = images ? Networks.ofImages(precision) : Networks.ofRows(precision);
            Dataset data = LayerActivityTest.data(model, 150);
            int[] all = IntStream.range(0, 150).toArray();
            Tensor hidden = Trace.of(model, data.batch(all, precision).x()).output(images ? "relu-3" : "relu-1");

            float[][] features = Neighbours.features(model, data, all, share -> {});

            assertThat(Neighbours.layer(model)).isEqualTo(images ? "relu-3" : "relu-1");
            int[] few = {3, 140};
            assertThat(Neighbours.features(model, data.batch(few, precision).x()))
                    .isDeepEqualTo(new float[][] {features[3], features[140]});
            for (int n = 0; n < 150; n += 37) {
                int query = n;
                List<Neighbour> nearest = Neighbours.nearestOthers(features, query, 12);
                int[] expected = IntStream.range(0, 150)
                        .filter(each -> each != query)
                        .boxed()
                        .sorted(Comparator.comparingDouble(each -> distance(hidden, query, each)))
                        .limit(12)
                        .mapToInt(each -> each)
                        .toArray();
                assertThat(nearest).extracting(Neighbour::position).containsExactly(box(expected));
                for (Neighbour each : nearest) {
                    assertThat(each.distance()).isCloseTo(distance(hidden, query, each.position()), within(1e-5));
                }
                assertThat(Neighbours.nearest(features, features[query], 1)).containsExactly(new Neighbour(query, 0));
            }
        }
    }

    private static Integer[] box(int... values) {
        return IntStream.of(values).boxed().toArray(Integer[]::new);
    }

    private static double distance(Tensor hidden, int a, int b) {
        double squares = 0;
        for (int i = 0; i < hidden.shape().extent(1); i++) {
            squares += Math.pow(hidden.get(a, i) - hidden.get(b, i), 2);
        }
        return Math.sqrt(squares);
    }

    @Test
    void equalDistancesGoByPosition() {
        float[][] features = {{1, 0}, {5, 5}, {0, 1}, {0, 0}, {-1, 0}};
        assertThat(Neighbours.nearestOthers(features, 3, 3))
                .containsExactly(new Neighbour(0, 1), new Neighbour(2, 1), new Neighbour(4, 1));
        assertThat(Neighbours.nearest(features, new float[] {0, 0}, 2))
                .containsExactly(new Neighbour(3, 0), new Neighbour(0, 1));
    }

    @Test
    void featuresAreWhatGoesIntoTheLastWeightsAlsoInsideOfASumOfTwoWays() {
        Convolution2d.Settings convolution = Convolution2d.Settings.same(3, 3);
        Model model = network(
                convolution,
                new Relu.Settings(),
                new Residual.Settings(
                        List.of(convolution, new Relu.Settings()), List.of(Convolution2d.Settings.same(3, 1))),
                new GlobalAveragePool.Settings());
        assertThat(Trace.names(model).get(4)).isEqualTo("convolution-3");
        assertThat(Neighbours.layer(model)).isEqualTo("relu-1");
        assertThat(Neighbours.features(model, LayerActivityTest.data(model, 2), new int[] {1}, share -> {})[0])
                .hasSize(48);
    }

    @Test
    void aNetworkOfOneLayerHasNoFeatures() {
        Model model = network(new Flatten.Settings(), Affine.Settings.of(3));
        assertThatThrownBy(() -> Neighbours.layer(model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Neighbours: network 'near' has one layer with weights, so no hidden layer has features;"
                        + " expected 2 or more");
    }

    @Test
    void namesWhatDoesNotFit() {
        Model model = Networks.ofRows(Precision.FLOAT32);
        Dataset empty = LayerActivityTest.data(model, 0);
        assertThatThrownBy(() -> Neighbours.features(model, empty, new int[0], share -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Neighbours: no example is given; expected one or more");
        assertThatThrownBy(() -> Neighbours.features(model, empty, new int[] {0}, share -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Neighbours: example 0 does not fit a data set of 0; expected one that is not empty");
        float[][] features = {{1}, {2}};
        assertThatThrownBy(() -> Neighbours.nearest(features, features[0], 3))
                .isInstanceOf(OutOfRangeException.class)
                .hasMessage("Neighbours: k 3 is out of range; expected 1 to 2, the examples to choose from");
        assertThatThrownBy(() -> Neighbours.nearestOthers(features, 0, 2)).isInstanceOf(OutOfRangeException.class);
        assertThatThrownBy(() -> Neighbours.nearestOthers(features, 2, 1))
                .isInstanceOf(OutOfRangeException.class)
                .hasMessage("Neighbours: position 2 is out of range; expected 0 to 1");
        assertThatThrownBy(() -> Neighbours.nearest(features, new float[2], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Neighbours: 1 features do not fit 2 of the query; expected as many");
    }
}
