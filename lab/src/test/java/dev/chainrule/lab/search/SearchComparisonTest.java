package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Plane;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.search.SearchComparison.Method;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SearchComparisonTest {
    private static final String[] TWO = {"learning-rate=log:1e-4..0.1", "penalties.strength=log:1e-5..0.1"};

    /// The rate alone matters; best in the middle of two values of a grid of three.
    private static double accuracy(Point point) {
        double rate = StrictMath.log10(SearchExamples.number(point, "learning-rate"));
        return 0.5 - 0.1 * (rate + 1.8) * (rate + 1.8);
    }

    private static Method method(String name, String method, int trials, int seeds) {
        return new Method(
                name,
                IntStream.rangeClosed(1, seeds)
                        .mapToObj(seed -> SearchExamples.results(
                                SearchExamples.search(method, trials, seed, TWO), SearchComparisonTest::accuracy))
                        .toList());
    }

    private static SearchComparison comparison(Method... methods) {
        return new SearchComparison(
                "comparison", "Why random?", List.of(methods), "chainrule search a\nchainrule search b");
    }

    private static <T extends Block> List<T> blocks(Report report, Class<T> kind) {
        return report.blocks().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void theAnswerSaysWhichFoundTheBestAndHowSoon() {
        SearchComparison comparison = comparison(
                method("grid", "{method: grid, points-per-setting: 3}", 9, 3), method("random", "random", 9, 3));
        assertThat(comparison.answer())
                .startsWith("random found the best: validation accuracy ")
                .contains(" of grid: higher, ")
                .containsPattern(
                        " random was as good as grid in the end with [1-3] of 3\u00a0seeds, after \\d+\u00a0% of the"
                                + " steps of grid");
    }

    /// The grid is the same for every seed, so its band has no width.
    @Test
    void aLineIsAMethodWithABandOverItsSeeds() {
        Report page = comparison(
                        method("grid", "{method: grid, points-per-setting: 3}", 9, 3), method("random", "random", 9, 3))
                .report();
        LineChart chart = blocks(page, LineChart.class).getFirst();
        assertThat(chart.series()).extracting(Block.Series::name).containsExactly("grid", "random");
        Block.Series grid = chart.series().getFirst();
        // The middle of the grid is 10^-2.5.
        assertThat(grid.y()[grid.y().length - 1]).isCloseTo(0.451, offset(1e-3));
        assertThat(grid.band().orElseThrow().low())
                .isEqualTo(grid.band().orElseThrow().high());
        assertThat(grid.y()[0]).as("nothing is found before the first trial").isNaN();
        double[] random = chart.series().get(1).y();
        for (int i = 1; i < random.length; i++) {
            assertThat(Double.isNaN(random[i - 1]) || random[i] >= random[i - 1])
                    .isTrue();
        }
    }

    @Test
    void twoSettingsAreSeenInTheirPlaneOnTheSameScale() {
        List<Plane> planes = blocks(
                comparison(
                                method("grid", "{method: grid, points-per-setting: 3}", 9, 1),
                                method("random", "random", 9, 1))
                        .report(),
                Plane.class);
        assertThat(planes).extracting(Plane::title).containsExactly("grid", "random");
        assertThat(planes.get(0).points().score().spans())
                .isEqualTo(planes.get(1).points().score().spans())
                .hasSize(18);
    }

    @Test
    void theTableHasARowAMethod() {
        Report page = comparison(
                        method("random", "random", 27, 2),
                        method("halving", "{method: successive-halving, eta: 3, smallest-share: 0.11}", 27, 2))
                .report();
        List<List<String>> rows = blocks(page, Table.class).getFirst().rows();
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).subList(0, 4)).containsExactly("random", "2", "27", "24\u202f300");
        assertThat(rows.get(1).subList(0, 4)).containsExactly("halving", "2", "27", "6300");
        assertThat(rows.get(1).get(4)).contains("±");
        assertThat(HtmlRenderer.render(page)).contains("chainrule search b").doesNotContain("NaN");
    }

    @Test
    void oneSearchIsAComparisonWithoutDifferences() {
        SearchComparison one = comparison(method("random", "random", 4, 1));
        assertThat(one.answer()).matches("random found the best: validation accuracy [0-9.]+\u00a0%\\.");
        assertThatThrownBy(() -> comparison()).hasMessageContaining("0 methods");
        assertThatThrownBy(() -> new Method("x", List.of())).hasMessageContaining("0 searches of x");
    }
}
