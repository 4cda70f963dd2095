using NeuralCore.Nn;

namespace NeuralCore.Models;

/// <summary>The table of contents: every model, one line each.</summary>
public static class ModelRegistry
{
    /// <summary>What is known of each model.</summary>
    public static IReadOnlyList<ModelInfo> All { get; } =
    [
        // Hyperspectral scenes
        new("hybridsn", "Roy et al. 2020, arXiv:1902.06701", ModelTask.Hyperspectral, options => HybridSN.Create(options), options => HybridSN.InputShape(options)),
        new("hybridsn_small", "Roy et al. 2020, arXiv:1902.06701", ModelTask.Hyperspectral,
            options => HybridSN.Create(options, classes: 9, bands: 15, window: 11), options => HybridSN.InputShape(options, bands: 15, window: 11)),
        // Small images: X and O, 28×28
        new("xo_net", "LeCun et al. 1998, Proc. IEEE 86:2278", ModelTask.Image, options => XoNet.Create(options), XoNet.InputShape),
        new("xo_net_3conv", "LeCun et al. 1998, Proc. IEEE 86:2278", ModelTask.Image, options => XoNet.Create(options, convolutions: 3), XoNet.InputShape),
        Image("inception_mnist", "Szegedy et al. 2014, arXiv:1409.4842", InceptionMnist.Create, 1, 28),
        Image("resnet_mnist_plain", "He et al. 2016, arXiv:1512.03385", options => ResNetMnist.Create(options), 1, 28),
        Image("resnet_mnist_constant_scaling", "He et al. 2016, arXiv:1603.05027", options => ResNetMnist.Create(options, Shortcut.ConstantScaling), 1, 28),
        Image("resnet_mnist_conv_shortcut", "He et al. 2016, arXiv:1603.05027", options => ResNetMnist.Create(options, Shortcut.ConvShortcut), 1, 28),

        // 32×32, CIFAR
        Image("resnet18_cifar", "He et al. 2016, arXiv:1512.03385", options => ResNet18Cifar.Create(options), 3, 32),
        Image("se_resnet18_cifar", "Hu et al. 2018, arXiv:1709.01507", options => ResNet18Cifar.Create(options, squeeze: true), 3, 32),
        Image("senet_cifar", "Hu et al. 2018, arXiv:1709.01507", SeNetCifar.Create, 3, 32),
        Image("mobilenet_v1_cifar", "Howard et al. 2017, arXiv:1704.04861", MobileNetV1.CreateCifar, 3, 32),
        Image("mobilenet_v2_cifar", "Sandler et al. 2018, arXiv:1801.04381", MobileNetV2Cifar.Create, 3, 32),
        Image("resnet20_cifar", "He et al. 2016, arXiv:1512.03385, §4.2", options => ResNetCifar.Create(options, 20), 3, 32),
        Image("resnet32_cifar", "He et al. 2016, arXiv:1512.03385, §4.2", options => ResNetCifar.Create(options, 32), 3, 32),
        Image("resnet44_cifar", "He et al. 2016, arXiv:1512.03385, §4.2", options => ResNetCifar.Create(options, 44), 3, 32),
        Image("resnet56_cifar", "He et al. 2016, arXiv:1512.03385, §4.2", options => ResNetCifar.Create(options, 56), 3, 32),
        Image("resnet110_cifar", "He et al. 2016, arXiv:1512.03385, §4.2", options => ResNetCifar.Create(options, 110), 3, 32),

        // ImageNet: residual networks and VGG
        Image("resnet18", "He et al. 2016, arXiv:1512.03385", options => ResNet.Create(options, 18), 3, 224),
        Image("resnet34", "He et al. 2016, arXiv:1512.03385", options => ResNet.Create(options, 34), 3, 224),
        Image("resnet50", "He et al. 2016, arXiv:1512.03385", options => ResNet.Create(options, 50), 3, 224),
        Image("resnet101", "He et al. 2016, arXiv:1512.03385", options => ResNet.Create(options, 101), 3, 224),
        Image("resnet152", "He et al. 2016, arXiv:1512.03385", options => ResNet.Create(options, 152), 3, 224),
        Image("resnext50_32x4d", "Xie et al. 2017, arXiv:1611.05431", options => ResNet.Create(options, 50, groups: 32, widthPerGroup: 4), 3, 224),
        Image("se_resnet50", "Hu et al. 2018, arXiv:1709.01507", options => ResNet.Create(options, 50, squeeze: true), 3, 224),
        Image("se_resnext50_32x4d", "Hu et al. 2018, arXiv:1709.01507", options => ResNet.Create(options, 50, groups: 32, widthPerGroup: 4, squeeze: true), 3, 224),
        Image("vgg16", "Simonyan and Zisserman 2015, arXiv:1409.1556", Vgg16.Create, 3, 224),

        // ImageNet: MobileNet and Inception
        new("mobilenet_v1", "Howard et al. 2017, arXiv:1704.04861", ModelTask.Image, MobileNetV1.Create, MobileNetV1.InputShape),
        Image("mobilenet_v2", "Sandler et al. 2018, arXiv:1801.04381", MobileNetV2.Create, 3, 224),
        Image("mobilenet_v3_small", "Howard et al. 2019, arXiv:1905.02244", options => MobileNetV3.Create(options, MobileNetV3Size.Small), 3, 224),
        Image("mobilenet_v3_large", "Howard et al. 2019, arXiv:1905.02244", options => MobileNetV3.Create(options, MobileNetV3Size.Large), 3, 224),
        new("googlenet_2014", "Szegedy et al. 2015, arXiv:1409.4842", ModelTask.Image, GoogLeNet2014.Create, GoogLeNet2014.InputShape),
        Image("googlenet", "Szegedy et al. 2015, arXiv:1409.4842", options => GoogLeNet.Create(options), 3, 224),
        Image("se_inception", "Hu et al. 2018, arXiv:1709.01507", options => GoogLeNet.Create(options, squeeze: true), 3, 224),
        Image("inception_v3", "Szegedy et al. 2016, arXiv:1512.00567", InceptionV3.Create, 3, 299),

        // Segmentation
        Segmentation("fcn32s", "Long et al. 2015, arXiv:1411.4038", options => Fcn.Create(options, 32)),
        Segmentation("fcn16s", "Long et al. 2015, arXiv:1411.4038", options => Fcn.Create(options, 16)),
        Segmentation("fcn8s", "Long et al. 2015, arXiv:1411.4038", options => Fcn.Create(options, 8)),
    ];

    // A network for square images of one size; of its options, channels alone changes the input.
    private static ModelInfo Image(string name, string paper, Func<ModelOptions, Module> create, int channels, int side) =>
        new(name, paper, ModelTask.Image, create, options => [options.Int("channels", channels), side, side]);

    // A network for images of any size, shown at ImageNet's.
    private static ModelInfo Segmentation(string name, string paper, Func<ModelOptions, Module> create) =>
        Image(name, paper, create, 3, 224) with { Task = ModelTask.Segmentation };

    /// <summary>The model of a name, or null.</summary>
    public static ModelInfo? Find(string name) => All.FirstOrDefault(model => model.Name == name);

    /// <summary>Builds a model by name; unknown options are refused.</summary>
    /// <exception cref="UsageException">There is no such model or option, or an option's value is impossible.</exception>
    public static Module Create(string name, ModelOptions? options = null)
    {
        var info = Find(name) ?? throw new UsageException($"there is no model '{name}'; there are {string.Join(", ", All.Select(model => model.Name))}");
        options ??= new();
        var model = info.Create(options);
        options.ThrowIfUnknown(name);
        return model;
    }
}
