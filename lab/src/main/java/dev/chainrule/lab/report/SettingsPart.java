package dev.chainrule.lab.report;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Details;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.Preset;
import dev.chainrule.lab.text.ShellCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// The settings of a run, folded to what its preset does not say, and the command that repeats it.
///
/// @param run what its folder says
record SettingsPart(RunRecord run) {

    /// A heading with what follows it, twice.
    List<Block> blocks() {
        SequencedMap<String, String> settings = run.settings().flattened();
        Preset preset = Preset.find(run.settings().preset()).orElseGet(Preset::quick);
        Map<String, String> usual = preset.settings().flattened();
        List<List<String>> changed = rows(settings).stream()
                .filter(row -> !Objects.equals(usual.get(row.getFirst()), row.getLast()))
                .filter(row -> !row.getFirst().equals("preset"))
                .toList();
        List<Block> blocks = new ArrayList<>(List.of(new Heading("Settings")));
        if (changed.isEmpty()) {
            blocks.add(new Paragraph("Those of preset %s, all of them.".formatted(preset.id())));
        } else {
            blocks.add(new Paragraph("Those of preset %s, but for these:".formatted(preset.id())));
            blocks.add(table("What differs from the preset", changed));
        }
        settings.put("memory", run.beginning().memory());
        settings.put("chainrule", run.beginning().version());
        settings.put("java", run.beginning().java());
        blocks.add(new Details(
                "All %s settings, the version and the memory that it took".formatted(settings.size() - 3),
                List.of(table("Settings", rows(settings)))));
        blocks.add(new Heading("Do it again"));
        blocks.add(new Paragraph("The same command gives the same network, bit for bit:"));
        blocks.add(new Code(ShellCommand.of("train", "--config", run.folder().settings())));
        return blocks;
    }

    private static List<List<String>> rows(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(entry -> List.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Table table(String title, List<List<String>> rows) {
        return new Table(title, List.of(new Column("setting", false), new Column("value", false)), rows);
    }
}
