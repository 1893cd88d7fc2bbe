package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A frame of 360 by 226, as a chart has it, with its corner at (46, 30).
class FreePlacesTest {
    private static final String LABEL = "best: 70.6 %, epoch 15";

    private static FreePlaces places(List<double[]> points, LabelPlace... taken) {
        return new FreePlaces(points, List.of(taken), 46, 30, 406, 256);
    }

    private static List<double[]> line(int points, java.util.function.IntToDoubleFunction y) {
        return IntStream.range(0, points)
                .mapToObj(i -> new double[] {46 + 360.0 * i / (points - 1), y.applyAsDouble(i)})
                .toList();
    }

    private static boolean isOn(List<double[]> points, LabelPlace place) {
        return points.stream()
                .anyMatch(point -> point[0] >= place.left()
                        && point[0] <= place.right()
                        && point[1] >= place.top()
                        && point[1] <= place.bottom());
    }

    /// Two curves that rise to the right, as those of accuracy, with the best point at the end of the lower one.
    @ParameterizedTest
    @ValueSource(ints = {10, 20, 35, 60, 90})
    void aLabelStandsOnNeitherOfTwoLines(int distance) {
        List<double[]> upper = line(200, i -> 240 - 200 * (1 - StrictMath.exp(-i / 50.0)));
        List<double[]> lower = line(200, i -> Math.min(250, 240 + distance - 200 * (1 - StrictMath.exp(-i / 50.0))));
        List<double[]> both = new ArrayList<>(upper);
        both.add(new double[] {Double.NaN, Double.NaN});
        both.addAll(lower);
        double[] best = lower.getLast();
        LabelPlace place = places(both).near(best[0], best[1], LABEL);
        assertThat(isOn(both, place)).isFalse();
        assertThat(place.left()).isGreaterThanOrEqualTo(46);
        assertThat(place.right()).isLessThanOrEqualTo(406.0);
        assertThat(place.bottom()).isLessThanOrEqualTo(256.0);
    }

    @Test
    void aNoisyLineThatFillsMostOfTheFrameLeavesTheRest() {
        Random random = new Random(1);
        List<double[]> noisy = line(300, _ -> 90 + 160 * random.nextDouble());
        assertThat(isOn(noisy, places(noisy).near(200, 170, LABEL))).isFalse();
    }

    @Test
    void aSecondLabelDoesNotStandOnTheFirst() {
        LabelPlace first = places(List.of()).near(200, 100, LABEL);
        LabelPlace second = places(List.of(), first).near(202, 101, LABEL);
        assertThat(second.overlaps(first)).isFalse();
    }

    @Test
    void theNameOfAHorizontalLineGivesWayToOtherLines() {
        List<double[]> flat = line(100, _ -> 149);
        LabelPlace place = places(flat).besideALine(150, "guessing 2.303");
        assertThat(isOn(flat, place)).isFalse();
        assertThat(Math.abs(place.y() - 150)).isLessThan(20);
    }
}
