/// Trained networks in use: a file that stands alone, and what it says about pictures.
///
/// | class | what |
/// |---|---|
/// | [Predictor][dev.chainrule.lab.predict.Predictor] | pictures in, names with probabilities out |
/// | [Prediction][dev.chainrule.lab.predict.Prediction] | what a network says about one picture |
/// | [TrainedModel][dev.chainrule.lab.predict.TrainedModel] | all that a network needs to be used |
/// | [TrainedEnsemble][dev.chainrule.lab.predict.TrainedEnsemble] | several networks that answer as one |
/// | [ModelFile][dev.chainrule.lab.predict.ModelFile] | its file, which stands alone |
/// | [EnsembleFile][dev.chainrule.lab.predict.EnsembleFile] | what the folder of an ensemble says |
/// | [Preparation][dev.chainrule.lab.predict.Preparation] | what a picture becomes before a network sees it |
@NullMarked
package dev.chainrule.lab.predict;

import org.jspecify.annotations.NullMarked;
