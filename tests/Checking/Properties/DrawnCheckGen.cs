using CsCheck;
using NeuralCore.Autograd;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Draws checks of one op for CsCheck, which makes any of them again from its random state, and shrinks by their size.</summary>
/// <param name="op">The op's name.</param>
/// <param name="sample">How its calls are drawn.</param>
internal sealed class DrawnCheckGen(string op, Func<Draw, OpSample> sample) : Gen<DrawnCheck>
{
    /// <inheritdoc/>
    public override DrawnCheck Generate(PCG pcg, Size? min, out Size size)
    {
        var state = pcg.ToString(pcg.State);
        var draw = new Draw(pcg);
        var check = new DrawnCheck(op, state, sample(draw), draw.Seed())
        {
            // A quarter of the draws that are not eased, and few of the others.
            SecondOrder = draw.Int(0, 3) == 3,
            FanOut = draw.Int(0, 3) == 3,
            Device = draw.OneOf(Device.Reference, Device.Cpu),
        };
        size = new((ulong)draw.Size);
        return check;
    }
}
