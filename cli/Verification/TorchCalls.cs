using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Cli.Verification;

/// <summary>PyTorch's functional names and arguments, each as a call of ours.</summary>
internal static class TorchCalls
{
    /// <summary>One call; what a function changes besides its result goes into the comparison.</summary>
    public delegate Tensor Call(TorchArguments a, Comparison comparison);

    /// <summary>All of them by name.</summary>
    public static IReadOnlyDictionary<string, Call> All { get; } = new Dictionary<string, Call>
    {
        // Elementwise
        ["add"] = (a, _) => a["input"] + a["other"],
        ["sub"] = (a, _) => a["input"] - a["other"],
        ["mul"] = (a, _) => a["input"] * a["other"],
        ["div"] = (a, _) => a["input"] / a["other"],
        ["neg"] = (a, _) => -a["input"],
        ["abs"] = (a, _) => a["input"].Abs(),
        ["exp"] = (a, _) => a["input"].Exp(),
        ["log"] = (a, _) => a["input"].Log(),
        ["sqrt"] = (a, _) => a["input"].Sqrt(),
        ["square"] = (a, _) => a["input"].Square(),
        ["reciprocal"] = (a, _) => a["input"].Reciprocal(),
        ["pow"] = (a, _) => a["input"].Pow(a.Double("exponent")),
        ["sigmoid"] = (a, _) => a["input"].Sigmoid(),
        ["tanh"] = (a, _) => a["input"].Tanh(),
        ["relu"] = (a, _) => a["input"].Relu(),
        ["relu6"] = (a, _) => a["input"].Relu6(),
        ["leaky_relu"] = (a, _) => a["input"].LeakyRelu(a.Double("negative_slope", 0.01)),
        ["elu"] = (a, _) => a["input"].Elu(a.Double("alpha", 1)),
        ["gelu"] = (a, _) => a["input"].Gelu(a.Text("approximate", "none") == "tanh"),
        ["silu"] = (a, _) => a["input"].Silu(),
        ["hardsigmoid"] = (a, _) => a["input"].HardSigmoid(),
        ["hardswish"] = (a, _) => a["input"].HardSwish(),
        ["softplus"] = (a, _) => a["input"].Softplus(a.Double("beta", 1), a.Double("threshold", 20)),
        ["clamp"] = (a, _) => a["input"].Clamp(a.Double("min", double.NegativeInfinity), a.Double("max", double.PositiveInfinity)),

        // Reduction
        ["sum"] = (a, _) => a["input"].Sum(a.Dims("dim"), a.Bool("keepdim")),
        ["mean"] = (a, _) => a["input"].Mean(a.Dims("dim"), a.Bool("keepdim")),
        ["var"] = (a, _) => a["input"].Var(a.Dims("dim"), a.Bool("unbiased", true), a.Bool("keepdim")),
        ["amax"] = (a, _) => a["input"].AMax(a.Dims("dim"), a.Bool("keepdim")),
        ["amin"] = (a, _) => a["input"].AMin(a.Dims("dim"), a.Bool("keepdim")),

        // Layout
        ["reshape"] = (a, _) => a["input"].Reshape(a.Ints("shape").AsSpan()),
        ["permute"] = (a, _) => a["input"].Permute(a.Ints("dims")),
        ["transpose"] = (a, _) => a["input"].Transpose(a.Int("dim0"), a.Int("dim1")),
        ["slice"] = (a, _) => a["input"].Slice(a.Int("dim"), a.Int("start"), a.Int("end", int.MaxValue), a.Int("step", 1)),
        ["cat"] = (a, _) => Tensor.Concat([.. a.Tensors], a.Int("dim")),
        ["index_select"] = (a, _) => a["input"].IndexSelect(a.Int("dim"), a.Indices("index", a["input"])),
        ["pad"] = (a, _) => Pad(a),

        // Linear
        ["matmul"] = (a, _) => a["input"].MatMul(a["other"]),
        ["linear"] = (a, _) => a["input"].Linear(a["weight"], a.Optional("bias")),

        // Convolution
        ["conv1d"] = Convolution,
        ["conv2d"] = Convolution,
        ["conv3d"] = Convolution,
        ["conv_transpose1d"] = ConvolutionTransposed,
        ["conv_transpose2d"] = ConvolutionTransposed,
        ["conv_transpose3d"] = ConvolutionTransposed,

        // Pooling
        ["max_pool1d"] = MaxPool,
        ["max_pool2d"] = MaxPool,
        ["max_pool3d"] = MaxPool,
        ["avg_pool1d"] = AveragePool,
        ["avg_pool2d"] = AveragePool,
        ["avg_pool3d"] = AveragePool,
        ["adaptive_avg_pool1d"] = (a, _) => a["input"].AdaptiveAveragePool(a.Sizes("output_size")),
        ["adaptive_avg_pool2d"] = (a, _) => a["input"].AdaptiveAveragePool(a.Sizes("output_size")),
        ["adaptive_avg_pool3d"] = (a, _) => a["input"].AdaptiveAveragePool(a.Sizes("output_size")),
        ["adaptive_max_pool1d"] = (a, _) => a["input"].AdaptiveMaxPool(a.Sizes("output_size")),
        ["adaptive_max_pool2d"] = (a, _) => a["input"].AdaptiveMaxPool(a.Sizes("output_size")),
        ["adaptive_max_pool3d"] = (a, _) => a["input"].AdaptiveMaxPool(a.Sizes("output_size")),

        // Normalization and resampling
        ["batch_norm"] = BatchNorm,
        ["group_norm"] = (a, _) => a["input"].GroupNorm(a.Int("num_groups"), a.Optional("weight"), a.Optional("bias"), a.Double("eps", 1e-5)),
        ["layer_norm"] = (a, _) => a["input"].LayerNorm(new Shape(a.Ints("normalized_shape")), a.Optional("weight"), a.Optional("bias"), a.Double("eps", 1e-5)),
        ["local_response_norm"] = (a, _) => a["input"].LocalResponseNorm(a.Int("size"), a.Double("alpha", 1e-4), a.Double("beta", 0.75), a.Double("k", 1)),
        ["interpolate"] = (a, _) => Interpolate(a),

        // Softmax and losses
        ["softmax"] = (a, _) => a["input"].Softmax(a.Int("dim")),
        ["log_softmax"] = (a, _) => a["input"].LogSoftmax(a.Int("dim")),
        ["cross_entropy"] = (a, _) => a["input"].CrossEntropy(
            a.Indices("target", a["input"]), a.Vector("weight", a["input"]), a.Reduction(), a.Int("ignore_index", -100), a.Double("label_smoothing")),
        ["nll_loss"] = (a, _) => a["input"].NllLoss(
            a.Indices("target", a["input"]), a.Vector("weight", a["input"]), a.Reduction(), a.Int("ignore_index", -100)),
        ["mse_loss"] = (a, _) => a["input"].MseLoss(a["target"], a.Reduction()),
        ["l1_loss"] = (a, _) => a["input"].L1Loss(a["target"], a.Reduction()),
        ["binary_cross_entropy_with_logits"] = (a, _) => a["input"].BinaryCrossEntropyWithLogits(a["target"], a.Reduction()),
    };

    private static Tensor Convolution(TorchArguments a, Comparison _) => a["input"].Convolution(
        a["weight"], a.Optional("bias"), a.Sizes("stride"), a.Sizes("padding", 0), a.Sizes("dilation"), a.Int("groups", 1));

    private static Tensor ConvolutionTransposed(TorchArguments a, Comparison _) => a["input"].ConvolutionTransposed(
        a["weight"], a.Optional("bias"), a.Sizes("stride"), a.Sizes("padding", 0), a.Sizes("output_padding", 0), a.Sizes("dilation"), a.Int("groups", 1));

    private static Tensor MaxPool(TorchArguments a, Comparison _) => a["input"].MaxPool(
        a.Sizes("kernel_size"), a.OptionalSizes("stride"), a.Sizes("padding", 0), a.Sizes("dilation"), a.Bool("ceil_mode"));

    private static Tensor AveragePool(TorchArguments a, Comparison _) => a["input"].AveragePool(
        a.Sizes("kernel_size"), a.OptionalSizes("stride"), a.Sizes("padding", 0), a.Bool("ceil_mode"), a.Bool("count_include_pad", true));

    private static Tensor BatchNorm(TorchArguments a, Comparison comparison)
    {
        var x = a["input"];
        var (mean, variance, eps) = (a.Vector("running_mean", x)!, a.Vector("running_var", x)!, a.Double("eps", 1e-5));
        var y = a.Bool("training")
            ? x.BatchNorm(a.Optional("weight"), a.Optional("bias"), eps).Y
            : x.BatchNormInference(mean, variance, a.Optional("weight"), a.Optional("bias"), eps);

        var layer = new BatchNorm(x.Shape[1], eps, a.Double("momentum", 0.1), affine: false).To(x.Device).To(x.Type).Train(a.Bool("training"));
        layer.RunningMean!.Value.CopyFrom(mean);
        layer.RunningVariance!.Value.CopyFrom(variance);
        layer.Forward(x.Detach());
        comparison.Add("running statistics", "running_mean", a.Doubles("running_mean_after"), layer.RunningMean.Value.ToArray<double>());
        comparison.Add("running statistics", "running_var", a.Doubles("running_var_after"), layer.RunningVariance.Value.ToArray<double>());
        return y;
    }

    // PyTorch lists the pads from the last dimension to the first, before and after each.
    private static Tensor Pad(TorchArguments a)
    {
        var x = a["input"];
        var pad = a.Ints("pad");
        int[] before = new int[x.Rank], after = new int[x.Rank];
        for (var i = 0; i < pad.Length / 2; i++) (before[x.Rank - 1 - i], after[x.Rank - 1 - i]) = (pad[2 * i], pad[2 * i + 1]);
        return a.Text("mode", "constant") switch
        {
            "constant" => x.Pad(new Shape(before), new Shape(after), a.Double("value")),
            "reflect" => x.PadReflect(new Shape(before), new Shape(after)),
            "replicate" => x.PadReplicate(new Shape(before), new Shape(after)),
            var mode => throw new NotThereYetException($"pad has no mode '{mode}' yet"),
        };
    }

    private static Tensor Interpolate(TorchArguments a)
    {
        var mode = a.Text("mode", "nearest") switch
        {
            "nearest" => Interpolation.Nearest,
            "linear" or "bilinear" or "trilinear" => Interpolation.Linear,
            var other => throw new NotThereYetException($"interpolate has no mode '{other}' yet"),
        };
        return a.Has("size")
            ? a["input"].Interpolate(a.Sizes("size"), mode, a.Bool("align_corners"))
            : a["input"].InterpolateBy(a.Numbers("scale_factor"), mode, a.Bool("align_corners"));
    }
}
