package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.Block.NodeGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeGraphTest {
    /// x → a → b → c and x → c, with a given g → c and a chain h → k → c beside it.
    private static final List<NodeBox> NODES = List.of(
            node("x"),
            node("a = x", 0),
            node("b = a", 1),
            node("g"),
            node("h"),
            node("k = h", 4),
            node("c = b + x + g + k", 2, 0, 3, 5));

    private static NodeBox node(String formula, Integer... inputs) {
        List<List<String>> numbers = List.of(List.of("1.25", "-3"), List.of("0", "7"));
        List<NodeBox.Arrow> arrows = Arrays.stream(inputs)
                .map(input -> new NodeBox.Arrow(input, "(2, 2)", "back " + input))
                .toList();
        return new NodeBox(
                new NodeBox.Part(formula, "a matrix", numbers), new NodeBox.Part("d" + formula, "", numbers), arrows);
    }

    @Test
    void boxesLieInsideOfTheDrawingAndApart() {
        List<double[]> boxes = boxes(html(NODES));
        assertThat(boxes).hasSize(NODES.size());
        for (int i = 0; i < boxes.size(); i++) {
            double[] a = boxes.get(i);
            assertThat(a[0]).isNotNegative();
            assertThat(a[1]).isNotNegative();
            for (int j = 0; j < i; j++) {
                double[] b = boxes.get(j);
                assertThat(a[0] + a[2] < b[0] || b[0] + b[2] < a[0] || a[1] + a[3] < b[1] || b[1] + b[3] < a[1])
                        .as(
                                "boxes %s and %s",
                                NODES.get(i).formula(), NODES.get(j).formula())
                        .isTrue();
            }
        }
    }

    @Test
    void whatIsGivenStandsRightAboveItsFirstUse() {
        List<double[]> boxes = boxes(html(NODES));
        double above = boxes.get(2)[1];
        assertThat(boxes.get(3)[1]).isEqualTo(above);
        assertThat(boxes.get(5)[1]).isEqualTo(above);
        assertThat(boxes.get(4)[1]).isEqualTo(boxes.get(1)[1]);
        assertThat(boxes.get(2)[0]).isLessThan(boxes.get(3)[0]);
    }

    @Test
    void everyNumberIsWritten() {
        assertThat(Pages.texts(html(NODES), "text").stream()
                        .filter("1.25"::equals)
                        .toList())
                .hasSize(2 * NODES.size());
    }

    @Test
    void everyArrowSaysWhatFlowsAlongItAndBack() {
        assertThat(Pages.texts(html(NODES), "text"))
                .contains("(2, 2)", "back 0", "back 1", "back 2", "back 3", "back 4", "back 5");
    }

    @Test
    void aGraphWithoutNodesIsAnEmptyDrawing() {
        assertThat(boxes(html(List.of()))).isEmpty();
    }

    @Test
    void aNodeOfALaterOneIsRefused() {
        assertThatThrownBy(() -> new NodeGraph("t", "", List.of(node("x", 0))))
                .hasMessage("NodeGraph: input 0 does not fit node 0; expected an earlier node");
    }

    @Test
    void codeKeepsItsLines() {
        assertThat(Pages.texts(Pages.html(new Block.Code("one\n  two & three")), "code"))
                .containsExactly("one\n  two & three");
    }

    private static String html(List<NodeBox> nodes) {
        return Pages.html(new NodeGraph("Graph", "", nodes));
    }

    /// Left, top, width and height of each box.
    private static List<double[]> boxes(String page) {
        List<double[]> boxes = new ArrayList<>();
        for (var path : Pages.elements(page, "path")) {
            if (path.getAttribute("class").equals("box")) {
                String[] numbers = path.getAttribute("d").split("[MhvzL ]+");
                boxes.add(Arrays.stream(numbers)
                        .filter(number -> !number.isEmpty())
                        .limit(4)
                        .mapToDouble(Double::parseDouble)
                        .toArray());
            }
        }
        return boxes;
    }
}
