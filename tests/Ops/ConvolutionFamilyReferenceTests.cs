using System.Text.Json;
using NeuralCore.Backends;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

/// <summary>Convolution, pooling, normalization, interpolation and padding against PyTorch's numbers: values, gradients, gradients of gradients, running statistics.</summary>
public sealed class ConvolutionFamilyReferenceTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => ReferenceCase.Of(
        "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
        "max_pool1d", "max_pool2d", "max_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d",
        "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d",
        "batch_norm", "group_norm", "layer_norm", "interpolate", "pad");

    [Theory, MemberData(nameof(Cases))]
    public void The_reference_backend_agrees_with_PyTorch(string name) => Check(name, Device.Reference);

    [Theory, MemberData(nameof(Cases))]
    public void The_cpu_agrees_with_PyTorch(string name) => Check(name, Device.Cpu);

    private static void Check(string name, Device device)
    {
        var reference = new ReferenceCase(name);
        reference.Check(tensor => Call(reference.Op, reference.Args, tensor), device);
    }

    private static Tensor Call(string op, JsonElement args, Func<string, Tensor?> tensor)
    {
        Tensor x = tensor("input")!;
        Tensor? weight = tensor("weight"), bias = tensor("bias");
        return op switch
        {
            "conv1d" or "conv2d" or "conv3d" =>
                x.Convolution(weight!, bias, Sizes("stride"), Sizes("padding"), Sizes("dilation"), args.GetProperty("groups").GetInt32()),
            "conv_transpose1d" or "conv_transpose2d" or "conv_transpose3d" =>
                x.ConvolutionTransposed(weight!, bias, Sizes("stride"), Sizes("padding"), Sizes("output_padding"), Sizes("dilation"), args.GetProperty("groups").GetInt32()),
            "max_pool1d" or "max_pool2d" or "max_pool3d" =>
                x.MaxPool(Sizes("kernel_size"), Sizes("stride"), Sizes("padding"), Sizes("dilation"), args.GetProperty("ceil_mode").GetBoolean()),
            "avg_pool1d" or "avg_pool2d" or "avg_pool3d" =>
                x.AveragePool(Sizes("kernel_size"), Sizes("stride"), Sizes("padding"), args.GetProperty("ceil_mode").GetBoolean(), args.GetProperty("count_include_pad").GetBoolean()),
            "adaptive_avg_pool1d" or "adaptive_avg_pool2d" or "adaptive_avg_pool3d" => x.AdaptiveAveragePool(Sizes("output_size")),
            "adaptive_max_pool1d" or "adaptive_max_pool2d" or "adaptive_max_pool3d" => x.AdaptiveMaxPool(Sizes("output_size")),
            "batch_norm" => BatchNorm(x, weight, bias, args),
            "group_norm" => x.GroupNorm(args.GetProperty("num_groups").GetInt32(), weight, bias, Eps()),
            "layer_norm" => x.LayerNorm(new Shape(Ints("normalized_shape")), weight, bias, Eps()),
            "interpolate" => Interpolate(x, args),
            "pad" => Pad(x, args),
            _ => throw new InvalidOperationException(op),
        };

        int[] Ints(string name) => [.. args.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];
        Sizes Sizes(string name) => new(Ints(name));
        double Eps() => args.GetProperty("eps").GetDouble();
    }

    private static Tensor BatchNorm(Tensor x, Tensor? weight, Tensor? bias, JsonElement args)
    {
        var eps = args.GetProperty("eps").GetDouble();
        double[] runningMean = Doubles("running_mean"), runningVariance = Doubles("running_var");
        if (!args.GetProperty("training").GetBoolean())
            return x.BatchNormInference(Vector(runningMean, x), Vector(runningVariance, x), weight, bias, eps);

        var (y, mean, variance) = x.BatchNorm(weight, bias, eps);
        var momentum = args.GetProperty("momentum").GetDouble();
        var n = (double)(x.Count / x.Shape[1]);
        AssertNear(Doubles("running_mean_after"), Mixed(runningMean, mean.ToArray<double>(), momentum, 1));
        AssertNear(Doubles("running_var_after"), Mixed(runningVariance, variance.ToArray<double>(), momentum, n / (n - 1)));
        return y;

        double[] Doubles(string name) => [.. args.GetProperty(name).EnumerateArray().Select(e => e.GetDouble())];
    }

    private static Tensor Vector(double[] values, Tensor like) => Tensor.From(values, new Shape(values.Length), like.Device);

    private static double[] Mixed(double[] running, double[] batch, double momentum, double correction) =>
        [.. running.Zip(batch, (r, b) => (1 - momentum) * r + momentum * correction * b)];

    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.InRange(actual[i], expected[i] - 1e-9, expected[i] + 1e-9);
    }

    private static Tensor Interpolate(Tensor x, JsonElement args)
    {
        var mode = args.GetProperty("mode").GetString() == "nearest" ? Interpolation.Nearest : Interpolation.Linear;
        var alignCorners = args.TryGetProperty("align_corners", out var align) && align.ValueKind == JsonValueKind.True;
        return args.TryGetProperty("size", out var size)
            ? x.Interpolate(new Sizes([.. size.EnumerateArray().Select(e => e.GetInt32())]), mode, alignCorners)
            : x.InterpolateBy([args.GetProperty("scale_factor").GetDouble()], mode, alignCorners);
    }

    // PyTorch lists pairs from the last dimension on.
    private static Tensor Pad(Tensor x, JsonElement args)
    {
        int[] pairs = [.. args.GetProperty("pad").EnumerateArray().Select(e => e.GetInt32())];
        int[] before = new int[x.Rank], after = new int[x.Rank];
        for (var i = 0; i < pairs.Length / 2; i++) (before[x.Rank - 1 - i], after[x.Rank - 1 - i]) = (pairs[2 * i], pairs[2 * i + 1]);
        return args.GetProperty("mode").GetString() == "constant"
            ? x.Pad(new Shape(before), new Shape(after), args.GetProperty("value").GetDouble())
            : x.PadReflect(new Shape(before), new Shape(after));
    }
}
