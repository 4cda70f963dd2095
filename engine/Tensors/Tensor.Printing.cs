using System.Globalization;
using System.Text;
using NeuralCore.Tensors;

namespace NeuralCore;

public sealed partial class Tensor
{
    private const int EdgeItems = 3;
    private const int SummaryThreshold = 1000;

    /// <summary>The shape, the type and the device, then the elements as nested brackets; long dimensions show three at each end.</summary>
    public override string ToString()
    {
        var head = $"{Type.ToString().ToLowerInvariant()} {Shape} on {Device}";
        if (Device == Device.Meta) return head;
        if (Storage.IsReleased) return head + " (released)";
        var values = ToArray<double>();
        var text = new StringBuilder(head).Append('\n');
        Append(text, values, 0, 0, Count > SummaryThreshold);
        return text.ToString();
    }

    private void Append(StringBuilder text, double[] values, int dim, int start, bool summary)
    {
        if (dim == Rank)
        {
            text.Append(Type.IsFloating()
                ? values[start].ToString("0.0000;-0.0000", CultureInfo.InvariantCulture)
                : values[start].ToString(CultureInfo.InvariantCulture));
            return;
        }
        var (extent, step) = (Shape[dim], (int)Shape.CountOf(dim + 1, Rank));
        text.Append('[');
        for (var i = 0; i < extent; i++)
        {
            if (i > 0) text.Append(dim == Rank - 1 ? ", " : ",\n" + new string(' ', dim + 1));
            if (summary && i == EdgeItems && extent > 2 * EdgeItems)
            {
                text.Append('…');
                i = extent - EdgeItems - 1;
                continue;
            }
            Append(text, values, dim + 1, start + i * step, summary);
        }
        text.Append(']');
    }
}
