package dev.chainrule.cli;

import dev.chainrule.lab.settings.Preset;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `chainrule presets`.
@Command(
        name = "presets",
        description = "List settings by name, or show those of one as YAML.",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {"For example:", "  chainrule presets --show quick > my.yaml", "  chainrule train --config my.yaml"})
final class PresetsCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Option(
            names = "--show",
            paramLabel = "NAME",
            defaultValue = "",
            completionCandidates = Presets.class,
            description = "Print all settings of a preset, for example --show cs231n-adam")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private String shown;

    @Mixin
    private final JsonOption json = new JsonOption();

    /// Names for completion.
    static final class Presets implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Preset.names().iterator();
        }
    }

    @Override
    public Integer call() {
        if (shown.isEmpty()) {
            list();
        } else {
            Preset preset = Preset.named(shown, "--show");
            if (json.given()) {
                JsonLine.of()
                        .put("preset", preset.id())
                        .put("description", preset.description())
                        .put("settings", preset.settings().plain())
                        .print(main.out());
            } else {
                main.out().print(preset.settings().toYaml());
            }
        }
        main.out().flush();
        return Main.OK;
    }

    private void list() {
        int longest = Preset.names().stream().mapToInt(String::length).max().orElseThrow();
        for (String name : Preset.names()) {
            String description = Preset.named(name, "presets").description();
            if (json.given()) {
                JsonLine.of()
                        .put("preset", name)
                        .put("description", description)
                        .print(main.out());
            } else {
                main.out().println(name + " ".repeat(longest + 2 - name.length()) + description);
            }
        }
    }
}
