/// Tensors, kernels, layers and the training loop of a deep-learning library without native code.
module dev.chainrule.core {
    requires jdk.incubator.vector;
    requires static org.jspecify;

    exports dev.chainrule.catalogue;
    exports dev.chainrule.check;
    exports dev.chainrule.check.mistake;
    exports dev.chainrule.data;
    exports dev.chainrule.evaluate;
    exports dev.chainrule.explain;
    exports dev.chainrule.format;
    exports dev.chainrule.kernel;
    exports dev.chainrule.layer;
    exports dev.chainrule.loss;
    exports dev.chainrule.model;
    exports dev.chainrule.optim;
    exports dev.chainrule.random;
    exports dev.chainrule.settings;
    exports dev.chainrule.tape;
    exports dev.chainrule.tensor;
    exports dev.chainrule.train;
    exports dev.chainrule.zoo;
}
