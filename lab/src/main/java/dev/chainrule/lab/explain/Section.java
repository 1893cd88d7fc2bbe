package dev.chainrule.lab.explain;

import dev.chainrule.lab.page.Block;
import java.util.List;
import java.util.Map;

/// What came of one way of looking, or of several that belong together.
///
/// @param blocks of the page, a heading first
/// @param sentences what was found, for a terminal
/// @param figures what was found, for a program: names in snake case, with numbers, texts or lists of them
record Section(List<Block> blocks, List<String> sentences, Map<String, Object> figures) {
    /// Copies the lists.
    Section {
        blocks = List.copyOf(blocks);
        sentences = List.copyOf(sentences);
    }
}
