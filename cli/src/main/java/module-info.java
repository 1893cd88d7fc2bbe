/// The `chainrule` command.
module dev.chainrule.cli {
    requires dev.chainrule.lab;
    requires info.picocli;
    requires jdk.unsupported; // signals
    requires static org.jspecify;

    uses dev.chainrule.lab.trial.TrialRunner.Provider;

    opens dev.chainrule.cli to
            info.picocli;
}
