package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.lab.search.Dimension.Choice;
import dev.chainrule.lab.search.Dimension.Log;
import dev.chainrule.lab.search.Dimension.Uniform;
import dev.chainrule.lab.search.Dimension.Whole;
import dev.chainrule.random.RandomKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DimensionTest {
    @Test
    void endsAndMiddlesAreWhatAPersonExpects() {
        assertThat(new Log(1e-4, 1e-1).spread(4)).containsExactly("0.0001", "0.001", "0.01", "0.1");
        assertThat(new Log(1e-5, 1e-1).spread(3)).containsExactly("1e-5", "0.001", "0.1");
        assertThat(new Uniform(0, 0.5).spread(3)).containsExactly("0", "0.25", "0.5");
        assertThat(new Uniform(-1, 1).spread(1)).containsExactly("0");
        assertThat(new Whole(1, 10, false).spread(4)).containsExactly("1", "4", "7", "10");
        assertThat(new Whole(1, 3, false).spread(100)).containsExactly("1", "2", "3");
        assertThat(new Whole(8, 128, true).spread(3)).containsExactly("8", "31", "128");
        assertThat(new Choice(List.of("sgd", "adam", "nadam")).spread(2)).containsExactly("sgd", "adam", "nadam");
    }

    @Test
    void numbersAreRoundedAndStayInTheirRange() {
        List<Dimension> ranges = List.of(
                new Uniform(0.8, 0.999),
                new Uniform(0.99991, 0.99999),
                new Uniform(123456, 123457),
                new Log(3e-7, 2e3),
                new Log(1, 1.001),
                new Log(1.0000001, 1.0000002));
        for (Dimension range : ranges) {
            double low = Double.parseDouble(range.at(0));
            double high = Double.parseDouble(range.at(1));
            assertThat(range.text()).endsWith(":" + range.at(0) + ".." + range.at(1));
            for (int i = 0; i < 2000; i++) {
                double position = RandomKey.of(1).uniformAt(i);
                String value = range.at(position);
                assertThat(Double.parseDouble(value)).isBetween(low, high);
                assertThat(range.position(value)).isCloseTo(position, within(2e-3));
                assertThat(range.at(range.position(value))).isEqualTo(value);
                assertThat(value).hasSizeLessThanOrEqualTo(15);
            }
        }
        assertThat(new Log(1e-4, 1e-1).at(0.31)).isEqualTo("0.0008511");
        assertThat(new Uniform(0, 0.5).at(1 / 3.0)).isEqualTo("0.1667");
    }

    @Test
    void wholeNumbersAndChoicesAreEquallyLikely() {
        assertThat(counts(new Whole(-2, 2, false)))
                .hasSize(5)
                .allSatisfy((value, count) -> assertThat(count).isBetween(1800, 2200));
        assertThat(counts(new Choice(List.of("a", "b"))))
                .hasSize(2)
                .allSatisfy((value, count) -> assertThat(count).isBetween(4800, 5200));
        Map<String, Integer> ratios = counts(new Whole(1, 1000, true));
        int below32 = ratios.entrySet().stream()
                .filter(entry -> Integer.parseInt(entry.getKey()) < 32)
                .mapToInt(Map.Entry::getValue)
                .sum();
        // ln(31.5 / 0.5) / ln(1000.5 / 0.5)
        assertThat(below32).isBetween(5300, 5600);
    }

    private static Map<String, Integer> counts(Dimension dimension) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            counts.merge(dimension.at(RandomKey.of(2).uniformAt(i)), 1, Integer::sum);
        }
        return counts;
    }

    @Test
    void positionsOfWholeNumbersAndChoicesGiveThemBack() {
        List<Dimension> dimensions =
                List.of(new Whole(-3, 9, false), new Whole(1, 500, true), new Choice(List.of("x", "[1, 2]", "y")));
        for (Dimension dimension : dimensions) {
            for (String value : dimension.spread(600)) {
                assertThat(dimension.at(dimension.position(value))).isEqualTo(value);
            }
        }
    }
}
