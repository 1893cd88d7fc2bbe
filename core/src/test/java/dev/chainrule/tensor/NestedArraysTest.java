package dev.chainrule.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NestedArraysTest {
    private static final double[][] MATRIX = {{1, 2, 3}, {4, 5, 6}};

    /// (2, 3, 2, 2): the digits of a number are its coordinates.
    private static double[][][][] images() {
        double[][][][] images = new double[2][3][2][2];
        for (int i = 0; i < 24; i++) {
            images[i / 12][i / 4 % 3][i / 2 % 2][i % 2] =
                    1000 * (i / 12) + 100 * (i / 4 % 3) + 10 * (i / 2 % 2) + i % 2;
        }
        return images;
    }

    @Test
    void arraysOfDoublesAreFloat64AndOfFloatsFloat32() {
        Tensor matrix = Tensor.of(MATRIX);
        assertThat(matrix.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(matrix.precision()).isEqualTo(Precision.FLOAT64);
        assertThat(matrix.toArray()).containsExactly(1, 2, 3, 4, 5, 6);
        Tensor narrow = Tensor.of(new float[][] {{1, 2.5f}});
        assertThat(narrow.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(narrow.toArray()).containsExactly(1, 2.5);
        assertThat(Tensor.of(1, 2).shape()).isEqualTo(Shape.of(2));
        assertThat(Tensor.of(new float[] {1}).shape()).isEqualTo(Shape.of(1));
        assertThat(Tensor.of(new float[2][1][3]).shape()).isEqualTo(Shape.of(2, 1, 3));
        assertThat(Tensor.of(new float[2][1][3][4]).shape()).isEqualTo(Shape.of(2, 1, 3, 4));
    }

    @Test
    void arraysComeBackAsTheyWere() {
        assertThat(Tensor.of(MATRIX).toMatrix()).isDeepEqualTo(MATRIX);
        Tensor images = Tensor.of(images());
        assertThat(images.get(1, 2, 0, 1)).isEqualTo(1201);
        assertThat(images.toNested(double[][][][].class)).isDeepEqualTo(images());
        assertThat(images.slice(Range.at(1)).toNested(double[][][].class)).isDeepEqualTo(images()[1]);
        assertThat(Tensor.of(0.1).toNested(float[].class)).containsExactly(0.1f);
        float[][][] floats = {{{1, 2}}, {{3, 4}}};
        assertThat(Tensor.of(floats).toNested(float[][][].class)).isDeepEqualTo(floats);
        assertThat(Tensor.of(floats).toNested(double[][][].class)[1][0]).containsExactly(3, 4);
    }

    @Test
    void emptyArraysAreEmptyTensors() {
        assertThat(Tensor.of(new double[0]).shape()).isEqualTo(Shape.of(0));
        assertThat(Tensor.of(new double[2][0]).shape()).isEqualTo(Shape.of(2, 0));
        assertThat(Tensor.of(new double[0][5]).shape()).isEqualTo(Shape.of(0, 0));
        assertThat(Tensor.zeros(Precision.FLOAT32, Shape.of(2, 0)).toMatrix()).isDeepEqualTo(new double[2][0]);
    }

    @Test
    void raggedArraysAreRefusedInALine() {
        assertThatThrownBy(() -> Tensor.of(new double[][] {{1, 2}, {3, 4}, {5}}))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Tensor: array [2] of length 1 does not fit the first of its axis; expected length 2");
        double[][][][] images = images();
        images[1][0] = new double[][] {{1, 2}};
        assertThatThrownBy(() -> Tensor.of(images))
                .hasMessage("Tensor: array [1][0] of length 1 does not fit the first of its axis; expected length 2");
        double[][] missing = Arrays.copyOf(MATRIX, 3);
        assertThatThrownBy(() -> Tensor.of(missing))
                .hasMessage("Tensor: array [2] of null does not fit the first of its axis; expected length 3");
    }

    @Test
    void otherTypesAreRefusedInALine() {
        Tensor matrix = Tensor.of(MATRIX);
        assertThatThrownBy(() -> matrix.toNested(double[].class))
                .hasMessage("toNested: double[] does not fit shape (2, 3); expected double[][]");
        assertThatThrownBy(() -> matrix.toNested(int[][].class)).hasMessageContaining("int[][] does not fit");
        assertThatThrownBy(() -> matrix.toNested(String.class)).hasMessageContaining("String does not fit");
        assertThatThrownBy(() -> matrix.sum().toNested(double[].class))
                .hasMessage("toNested: double[] does not fit shape (); expected get() for a single number");
        assertThatThrownBy(() -> Tensor.of(1, 2).toMatrix()).hasMessageContaining("expected double[]");
    }
}
