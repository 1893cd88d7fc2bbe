package dev.chainrule.lab.run;

/// The version of the program, written into every run.
public final class Version {
    /// The version, as in the build.
    public static final String CURRENT = "0.1.0-SNAPSHOT";

    private Version() {}
}
