package dev.chainrule.lab.demonstration;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Axis.Scale;
import dev.chainrule.lab.page.Block.Axis.Unit;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.Report;
import java.util.ArrayList;
import java.util.List;

/// The page of a demonstration, in the order of the pages of experiments.
final class DemonstrationPage {
    private DemonstrationPage() {}

    /// What should come out, and whether it did.
    ///
    /// @param sentence with the measured numbers
    /// @param met whether it did
    record Expectation(String sentence, boolean met) {
        private Note note() {
            return new Note(met ? Tone.FINE : Tone.ATTENTION, met ? "As expected:" : "Not as expected:", sentence);
        }
    }

    /// Puts a page together.
    ///
    /// @param answer in a sentence or two, with the measured numbers
    /// @param expected all of which must have come out
    /// @param measured figures and tables, each with a word on how to read it
    /// @param limits what this does not show
    static Demonstration.Shown of(
            Demonstration what, String answer, List<Expectation> expected, List<Block> measured, String limits) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(what.question()));
        blocks.add(new Paragraph("From %s.".formatted(what.source().course())));
        blocks.add(new Heading("Answer"));
        blocks.add(new Paragraph(answer));
        blocks.add(new Heading("What was expected"));
        blocks.add(new Notes(expected.stream().map(Expectation::note).toList()));
        blocks.add(new Heading("What others found"));
        blocks.add(new Paragraph(what.source().published()));
        blocks.add(new Heading("What was measured"));
        blocks.addAll(measured);
        blocks.add(new Heading("What this does not show"));
        blocks.add(new Paragraph(limits));
        blocks.add(new Heading("Do it again"));
        blocks.add(new Code(what.command()));
        return new Demonstration.Shown(
                new Report(what.id(), blocks), answer, expected.stream().allMatch(Expectation::met));
    }

    /// The heads of a table whose first columns are words and the others numbers.
    ///
    /// @param words how many are words
    static List<Column> columns(int words, String... names) {
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(new Column(name, columns.size() >= words));
        }
        return columns;
    }

    /// A logarithmic axis of plain numbers.
    static Axis logarithmic(String label) {
        return new Axis(label, Scale.LOGARITHMIC, Unit.NUMBER);
    }
}
