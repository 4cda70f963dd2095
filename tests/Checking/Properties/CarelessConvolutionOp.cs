using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>A mistake that only some shapes or attributes show.</summary>
internal enum Carelessness
{
    /// <summary>dw comes out with its first spatial dimension reversed where a dilation is not 1.</summary>
    Dilation,

    /// <summary>dx is made with the first group's weights in every group.</summary>
    Groups,

    /// <summary>The backward pass fails where there are three spatial dimensions.</summary>
    Rank,
}

/// <summary>A convolution whose backward pass is right in most calls.</summary>
/// <param name="Right">The convolution.</param>
/// <param name="Mistake">What is wrong.</param>
internal sealed record CarelessConvolutionOp(ConvolutionOp Right, Carelessness Mistake) : Op
{
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => Right.InferShapes(inputs);

    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) => Right.Forward(saved, inputs);

    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (x, w) = (saved[0], saved[1]);
        var dxs = Right.Backward(saved, dys, needs);
        if (Mistake == Carelessness.Dilation && Right.Dilation != 1 && dxs[1] is { } dw) dxs[1] = dw.Flip(2);
        if (Mistake == Carelessness.Groups && dxs[0] is not null)
        {
            var first = w.Narrow(0, 0, w.Shape[0] / Right.Groups);
            var everywhere = Tensor.Concat([.. Enumerable.Repeat(first, Right.Groups)]);
            dxs[0] = Dispatcher.Apply(new ConvolutionInputGradientOp(Right, x.Shape[2..]), dys[0], everywhere);
        }
        if (Mistake == Carelessness.Rank && x.Rank == 5) throw new IndexOutOfRangeException("spatial dimension 2");
        return dxs;
    }

    /// <summary>How its calls are drawn: as the convolution's.</summary>
    public static Func<Draw, OpSample> Generator(Carelessness mistake) => draw =>
    {
        var sample = OpGenerators.All["convolution"](draw);
        return sample with { Op = new CarelessConvolutionOp((ConvolutionOp)sample.Op, mistake) };
    };
}
