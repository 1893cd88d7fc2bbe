package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.Block.Cubes;
import java.util.List;
import org.junit.jupiter.api.Test;

class CubesTest {
    /// Two images, three channels, one pixel: groups by channel, and by image.
    private static final Cube BY_CHANNEL =
            new Cube("by channel", List.of("over N"), new int[][][] {{{0}, {1}, {2}}, {{0}, {1}, {2}}});

    private static final Cube BY_IMAGE =
            new Cube("by image", List.of("over C"), new int[][][] {{{0}, {0}, {0}}, {{1}, {1}, {1}}});

    private static final List<String> AXES = List.of("N", "C", "H·W");

    @Test
    void everyNumberHasItsPlaceAndItsGroups() {
        assertThat(Csv.of(new Cubes("t", "", AXES, List.of(BY_CHANNEL, BY_IMAGE)))
                        .lines())
                .containsExactly(
                        "N,C,H·W,group in by channel,group in by image",
                        "0,0,0,0,0",
                        "0,1,0,1,0",
                        "0,2,0,2,0",
                        "1,0,0,0,1",
                        "1,1,0,1,1",
                        "1,2,0,2,1");
    }

    @Test
    void theGroupInFrontIsDarkOnAllFacesThatShowIt() {
        // by channel: 2 cells on the left, 1 of 3 on the right, 2 of 6 on the top
        assertThat(cells(BY_CHANNEL, "cube together")).isEqualTo(5);
        assertThat(cells(BY_CHANNEL, "cube")).isEqualTo(6);
        // by image: 1 of 2 on the left, 3 on the right, 3 of 6 on the top
        assertThat(cells(BY_IMAGE, "cube together")).isEqualTo(7);
        assertThat(cells(BY_IMAGE, "cube")).isEqualTo(4);
    }

    private static long cells(Cube cube, String style) {
        return Pages.elements(Pages.html(new Cubes("t", "", AXES, List.of(cube))), "path").stream()
                .filter(path -> path.getAttribute("class").equals(style))
                .mapToLong(path ->
                        path.getAttribute("d").chars().filter(c -> c == 'M').count())
                .sum();
    }

    @Test
    void theDrawingSaysInWordsWhatItShows() {
        Cubes figure = new Cubes("t", "", AXES, List.of(BY_CHANNEL, BY_IMAGE));
        assertThat(Pages.texts(Pages.html(figure), "desc")).containsExactly("by channel: over N. by image: over C.");
        assertThat(Pages.texts(Pages.html(figure), "text"))
                .contains("by channel", "over N", "N = 2", "C = 3", "H·W = 1");
    }

    @Test
    void cubesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new Cube("x", List.of(), new int[][][] {{{0}, {0, 1}}}))
                .hasMessage("Cube: groups of x do not fit three axes; expected one for each number, at least one");
        Cube other = new Cube("other", List.of(), new int[][][] {{{0}}});
        assertThatThrownBy(() -> new Cubes("t", "", AXES, List.of(BY_IMAGE, other)))
                .hasMessageContaining("cube 'other' does not fit 3 axes and the first cube");
    }
}
