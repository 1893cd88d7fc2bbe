package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryTest {
    private static final List<Gallery.Entry> KNOWN = List.of(
            new Gallery.Entry("kth-scale", "DD2424", "What does the scale do?"),
            new Gallery.Entry("kth-depth", "DD2424", "And the depth?"),
            new Gallery.Entry("cs231n-dropout", "CS231n", "And dropout?"));

    private static Gallery gallery(Path folder, String... command) {
        return new Gallery(folder, Stream.of(command).findFirst(), KNOWN);
    }

    private static Report page(String answer, int charts) {
        LineChart chart = new LineChart(
                "Loss",
                "",
                Axis.of("step"),
                Axis.of("loss"),
                List.of(Series.of("one", new double[] {1, 2}, new double[] {3, 4})),
                List.of(),
                List.of());
        List<Block> blocks =
                new ArrayList<>(List.of(new Heading("Answer"), new Paragraph(answer), new Heading("Curves")));
        blocks.addAll(Collections.nCopies(charts, chart));
        return new Report("a page", blocks);
    }

    @Test
    void theIndexHasTheAnswersAndWhatIsMissing(@TempDir Path folder) throws IOException {
        Gallery gallery = gallery(folder, "chainrule experiment run all");
        gallery.add("kth-depth", page("Deep nets need | it.", 2));
        gallery.add("cs231n-dropout", page("Dropout narrows it.", 1));

        assertThat(folder.resolve("README.md"))
                .content()
                .contains("chainrule experiment run all", "[kth-depth](kth-depth.md)", "Dropout narrows it.")
                .contains("And the depth?")
                .contains("Not run: kth-scale.");
    }

    @Test
    void aPageThatIsMadeAloneLeavesTheCommandOfAll(@TempDir Path folder) throws IOException {
        gallery(folder).add("kth-scale", page("Much.", 0));
        assertThat(folder.resolve("README.md")).content().doesNotContain("```");
        gallery(folder, "chainrule experiment run all").add("kth-depth", page("Deep.", 0));
        gallery(folder).add("cs231n-dropout", page("Narrows.", 0));
        assertThat(folder.resolve("README.md"))
                .content()
                .contains("All of the courses':\n\n```\nchainrule experiment run all\n```\n\n|")
                .contains("Narrows.", "Much.");
    }

    @Test
    void figuresOfAnEarlierPageGoAndOtherFilesStay(@TempDir Path folder) throws IOException {
        Gallery gallery = gallery(folder, "again");
        gallery.add("kth-depth", page("First.", 3));
        Files.writeString(folder.resolve("kth-depth-notes.txt"), "mine");
        gallery.add("kth-depth-more", page("Another.", 2));
        gallery.add("kth-depth", page("Second.", 1));

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".svg")))
                    .containsExactlyInAnyOrder("kth-depth-1.svg", "kth-depth-more-1.svg", "kth-depth-more-2.svg");
        }
        assertThat(folder.resolve("kth-depth.md")).content().contains("Second.").doesNotContain("First.");
        assertThat(folder.resolve("kth-depth-notes.txt")).hasContent("mine");
    }

    @Test
    void aNameOfAnyCharactersHasAPage(@TempDir Path folder) throws IOException {
        Gallery gallery = gallery(folder, "again");
        gallery.add("mein Versuch #2", page("Yes.", 1));
        gallery.add("实验", page("No.", 0));

        assertThat(folder.resolve("mein-Versuch-2.md")).content().contains("(mein-Versuch-2-1.svg)");
        assertThat(folder.resolve("experiment.md")).content().contains("No.");
    }
}
