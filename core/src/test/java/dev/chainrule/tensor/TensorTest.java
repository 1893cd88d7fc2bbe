package dev.chainrule.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
    @Test
    void aShapePrintsItsExtentsAndKnowsItsSize() {
        Shape shape = Shape.of(64, 3, 32, 32);
        assertThat(shape).hasToString("(64, 3, 32, 32)");
        assertThat(shape.size()).isEqualTo(64 * 3072);
        assertThat(shape.sizePerExample()).isEqualTo(3072);
        assertThat(shape.withoutFirst()).isEqualTo(Shape.of(3, 32, 32)).hasSameHashCodeAs(Shape.of(3, 32, 32));
        assertThat(shape.withoutFirst().batchOf(2)).isEqualTo(Shape.of(2, 3, 32, 32));
        assertThat(Shape.of().size()).isEqualTo(1);
        assertThat(Shape.of(0, 5).size()).isZero();
    }

    @Test
    void impossibleShapesAreRefused() {
        assertThatThrownBy(() -> Shape.of(3, -1)).hasMessageContaining("extent -1 of (3, -1) is negative");
        assertThatThrownBy(() -> Shape.of(65536, 65536)).hasMessageContaining("more elements than fit");
        assertThatThrownBy(() -> Shape.of(4194305, 4194305, 2111061)).isInstanceOf(ShapeMismatchException.class);
        assertThatThrownBy(() -> Shape.of().withoutFirst()).isInstanceOf(ShapeMismatchException.class);
    }

    @ParameterizedTest
    @EnumSource
    void imagesAreStoredChannelsLastAndSeenInOrder(Precision precision) {
        double[] values = IntStream.range(0, 2 * 3 * 2 * 2).mapToDouble(i -> i).toArray();
        Tensor image = Tensor.of(precision, Shape.of(2, 3, 2, 2), values);
        assertThat(image.toArray()).isEqualTo(values);
        assertThat(image.get(1, 2, 0, 1)).isEqualTo(12 + 8 + 1);
        assertThat(IntStream.range(0, 6).mapToDouble(image::getStored)).containsExactly(0.0, 4.0, 8.0, 1.0, 5.0, 9.0);
        image.set(-1, 0, 1, 1, 1);
        assertThat(image.toArray()[7]).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void indicesAndValuesThatDoNotFitAreRefused(Precision precision) {
        Tensor tensor = Tensor.zeros(precision, Shape.of(2, 3));
        assertThatThrownBy(() -> tensor.get(2, 0))
                .hasMessageContaining("coordinate 2 of axis 0 does not fit shape (2, 3)");
        assertThatThrownBy(() -> tensor.get(1)).hasMessageContaining("an index of 1 coordinates");
        assertThatThrownBy(() -> Tensor.of(precision, Shape.of(2), 1.0)).hasMessageContaining("expected 2 values");
        assertThatThrownBy(() -> tensor.copyFrom(Tensor.zeros(precision, Shape.of(3, 2))))
                .hasMessageContaining("source (3, 2) does not fit target (2, 3)");
        assertThatThrownBy(() -> tensor.withShape(Shape.of(1, 1, 2, 3))).hasMessageContaining("ranks other than 4");
    }

    @Test
    void aTensorOfTheOtherPrecisionIsRefusedByName() {
        Tensor wide = Tensor.zeros(Precision.FLOAT64, Shape.of(2));
        assertThatThrownBy(() -> FloatTensor.dataOf(wide))
                .hasMessageContaining("FLOAT64 (2) does not fit a FLOAT32 kernel");
        assertThatThrownBy(() -> Tensor.zeros(Precision.FLOAT32, Shape.of(2)).copyFrom(wide))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void copiesShareNothingAndReshapedTensorsShareAll(Precision precision) {
        Tensor tensor = Tensor.of(precision, Shape.of(2, 2), 1, 2, 3, 4);
        Tensor copy = tensor.copy();
        Tensor row = tensor.withShape(Shape.of(4));
        tensor.fill(9);
        assertThat(copy.toArray()).containsExactly(1, 2, 3, 4);
        assertThat(row.toArray()).containsExactly(9, 9, 9, 9);
    }

    @ParameterizedTest
    @EnumSource
    void aWorkspaceGivesTheSameArraysAgainOnTheNextRun(Precision precision) {
        Workspace workspace = new Workspace();
        Shape shape = Shape.of(3, 4);
        Tensor first = workspace.run(() -> {
            Tensor one = Tensor.allocate(precision, shape);
            Tensor two = Tensor.allocate(precision, shape);
            one.fill(1);
            two.fill(2);
            assertThat(one.get(0, 0)).isEqualTo(1);
            return one;
        });
        Tensor again = workspace.run(() -> Tensor.allocate(precision, shape));
        again.fill(7);
        assertThat(first.get(2, 3)).isEqualTo(7);
        Tensor outside = Tensor.allocate(precision, shape);
        assertThat(outside.toArray()).containsOnly(0);
    }

    @Test
    void aWorkspaceRefusesToRunInsideItself() {
        Workspace workspace = new Workspace();
        Workspace between = new Workspace();
        assertThatThrownBy(() -> workspace.run(() -> workspace.run(() -> 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Workspace");
        assertThatThrownBy(() -> workspace.run(() -> between.run(() -> workspace.run(() -> 1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inside another");
        assertThat(workspace.<Integer>run(() -> 1)).isEqualTo(1);
    }

    @Test
    void aWorkspaceRefusesASecondThreadWhileOneRunsInIt() {
        Workspace workspace = new Workspace();
        workspace.run(() -> {
            var second = CompletableFuture.supplyAsync(() -> workspace.run(() -> 1));
            assertThatThrownBy(second::join)
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another thread");
            return 1;
        });
        assertThat(CompletableFuture.supplyAsync(() -> workspace.<Integer>run(() -> 2))
                        .join())
                .isEqualTo(2);
    }
}
