using NeuralCore.Nn;
using NeuralCore.Nn.Init;

namespace NeuralCore.Models;

/// <summary>How torchvision draws the first weights of whole families of networks, where that is not the layers' own way.</summary>
internal static class InitialWeights
{
    /// <summary>MobileNetV2 and V3, VGG: convolutions by Kaiming over the outputs, linear layers from N(0, 0.01²), every bias 0.</summary>
    public static void OfMobileNetAndVgg(Module model)
    {
        foreach (var module in model.Modules())
            switch (module)
            {
                case Convolution conv:
                    conv.Weight.Initializer = new KaimingNormal(Mode: FanMode.Out);
                    conv.Bias?.Initializer = Constant.Zero;
                    break;
                case Linear linear:
                    linear.Weight.Initializer = new Normal(0, 0.01);
                    linear.Bias?.Initializer = Constant.Zero;
                    break;
            }
    }

    /// <summary>The Inceptions: convolutions and linear layers from N(0, deviation²).</summary>
    /// <remarks>torchvision cuts the distribution off at ±2, which is 20 and more deviations out: it cuts nothing.</remarks>
    public static void OfInception(Module model, double deviation)
    {
        foreach (var module in model.Modules())
            switch (module)
            {
                case Convolution conv: conv.Weight.Initializer = new Normal(0, deviation); break;
                case Linear linear: linear.Weight.Initializer = new Normal(0, deviation); break;
            }
    }
}
