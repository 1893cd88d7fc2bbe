/// Data sets, experiments and reports.
@SuppressWarnings("requires-automatic")
module dev.chainrule.lab {
    requires transitive dev.chainrule.core;
    requires transitive java.desktop;
    requires com.twelvemonkeys.imageio.core;
    requires com.twelvemonkeys.imageio.tiff;
    requires com.twelvemonkeys.imageio.webp;
    requires java.management;
    requires java.net.http;
    requires jdk.management;
    requires ojalgo;
    requires org.snakeyaml.engine;
    requires static org.jspecify;

    exports dev.chainrule.lab.compare;
    exports dev.chainrule.lab.dataset;
    exports dev.chainrule.lab.dataset.fetch;
    exports dev.chainrule.lab.demonstration;
    exports dev.chainrule.lab.derive;
    exports dev.chainrule.lab.doctor;
    exports dev.chainrule.lab.ensemble;
    exports dev.chainrule.lab.experiment;
    exports dev.chainrule.lab.explain;
    exports dev.chainrule.lab.formula;
    exports dev.chainrule.lab.machine;
    exports dev.chainrule.lab.page;
    exports dev.chainrule.lab.predict;
    exports dev.chainrule.lab.report;
    exports dev.chainrule.lab.run;
    exports dev.chainrule.lab.search;
    exports dev.chainrule.lab.settings;
    exports dev.chainrule.lab.text;
    exports dev.chainrule.lab.trial;
    exports dev.chainrule.lab.whiten;
}
