package dev.chainrule.cli;

import picocli.CommandLine.Option;

/// `--json` of the commands that print results.
final class JsonOption {
    @Option(
            names = "--json",
            description = "Print JSON for other programs, one object a line; docs/output.md says what it holds, for"
                    + " example --json")
    private boolean given;

    /// Whether a program reads the output.
    boolean given() {
        return given;
    }
}
