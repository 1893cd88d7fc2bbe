/// Data sets, experiments and reports.
module dev.chainrule.lab {
    requires transitive dev.chainrule.core;
    requires java.desktop;
    requires java.net.http;
    requires ojalgo;
    requires org.snakeyaml.engine;
    requires static transitive org.jspecify;

    exports dev.chainrule.lab.dataset;
    exports dev.chainrule.lab.experiment;
    exports dev.chainrule.lab.explain;
    exports dev.chainrule.lab.report;
}
