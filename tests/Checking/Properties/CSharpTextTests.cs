using System.Runtime.CompilerServices;
using NeuralCore.Autograd;
using NeuralCore.Memory;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>What is printed of a call is C# that makes the same call: the compiler has read each of these expressions.</summary>
public sealed class CSharpTextTests
{
    private static void Prints(OpSample sample, [CallerArgumentExpression(nameof(sample))] string expression = "") =>
        Assert.Equal(expression, CSharpText.Of(sample));

    [Fact]
    public void A_call_is_printed_as_it_was_written()
    {
        Prints(new OpSample(new ReluOp(), new OpInput([]) { Kinks = [0] }));
        Prints(new OpSample(new ConvolutionOp((2, 1), 0, (1, 3, 2), 2), new OpInput([1, 2, 3]), new OpInput([2, 2, 1], -2, 0.5), null));
        Prints(new OpSample(new ConvolutionOp(1, 0, 1), new OpInput([1, 2, 3]), new OpInput([2, 2, 1]), null));
        Prints(new OpSample(new PoolScatterOp(new MaxPoolOp(2, 1, 0, 1, true), [1, 1, 4]), new OpInput([1, 1, 3]), new OpInput([1, 1, 3]) { Type = ElementType.Int64, Values = [1, 1, 2] }));
        Prints(new OpSample(new SumOp(Dims.All, false), new OpInput([4, 2])));
        Prints(new OpSample(new AMaxOp([0, -1], true), new OpInput([4, 2, 3]) { Distinct = true }));
        Prints(new OpSample(new ClampOp(double.NegativeInfinity, -0.25), new OpInput([2]) { Kinks = [-0.25] }));
        Prints(new OpSample(new ResampleOp(1, 3, Interpolation.Linear, false, 1.5), new OpInput([2, 2])));
        Prints(new OpSample(new DropoutOp(0.4, new PhiloxKey(7, 2, 3)), new OpInput([4, 9])));
        Prints(new OpSample(new TransferOp(Device.Cpu), new OpInput([3])));
        Prints(new OpSample(new NllLossOp(0, 0.1), new OpInput([1, 2], -3, 0), new OpInput([1]) { Type = ElementType.Int64, Values = [-100] }, null));
    }
}
