package dev.chainrule.lab.page;

import java.util.List;

/// A page as data.
///
/// @param title the name of the page; any text
/// @param blocks its parts, from top to bottom
public record Report(String title, List<Block> blocks) {
    /// Copies the list.
    public Report {
        blocks = List.copyOf(blocks);
    }
}
