/// Real data sets: what is bundled, what is cached, how it gets there, and how it is split.
///
/// | class | what |
/// |---|---|
/// | [BundledCifar10][dev.chainrule.lab.dataset.BundledCifar10] | 6,000 CIFAR-10 images and the mean image, inside the
/// jar |
/// | [DatasetCache][dev.chainrule.lab.dataset.DatasetCache] | the folder that holds whole data sets, and what is in it
/// |
/// | [DatasetDownload][dev.chainrule.lab.dataset.fetch.DatasetDownload] | brings a data set into the cache |
/// | [Cifar10][dev.chainrule.lab.dataset.Cifar10], [Mnist][dev.chainrule.lab.dataset.Mnist] | read the canonical files
/// |
/// | [ImageDecoder][dev.chainrule.lab.dataset.ImageDecoder] | one picture of a file as training sees it |
/// | [ImageFolder][dev.chainrule.lab.dataset.ImageFolder] | reads image files, one folder a class |
/// | [Split][dev.chainrule.lab.dataset.Split] | the named partitions into train, validation and test |
///
/// Everything here hands over `dev.chainrule.data.LabeledImages`: unsigned bytes, N × C × H × W. Files of others are
/// checked before anything is allocated for them; what is wrong with one is said in one line by a
/// [DatasetException][dev.chainrule.lab.dataset.DatasetException].
@NullMarked
package dev.chainrule.lab.dataset;

import org.jspecify.annotations.NullMarked;
