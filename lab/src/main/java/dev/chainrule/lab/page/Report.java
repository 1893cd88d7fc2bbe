package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Paragraph;
import java.util.List;

/// A page as data.
///
/// @param title the name of the page; any text
/// @param description what it says, in a sentence or two, for lists of pages and previews; any text
/// @param blocks its parts, from top to bottom
public record Report(String title, String description, List<Block> blocks) {
    /// Copies the list.
    public Report {
        blocks = List.copyOf(blocks);
    }

    /// A page that its first paragraph describes, or its title if it has none.
    public Report(String title, List<Block> blocks) {
        this(
                title,
                blocks.stream()
                        .filter(Paragraph.class::isInstance)
                        .map(block -> ((Paragraph) block).text())
                        .findFirst()
                        .orElse(title),
                blocks);
    }
}
