using System.Globalization;

namespace NeuralCore.Cli.Runs;

/// <summary>Where a training run stands, and the line that says so.</summary>
/// <param name="Epoch">The running epoch, from 1.</param>
/// <param name="Epochs">How many there are.</param>
/// <param name="Step">The steps behind in it.</param>
/// <param name="Steps">The steps of an epoch.</param>
/// <param name="Loss">The epoch's mean loss so far.</param>
/// <param name="Accuracy">The share of the epoch's examples that were recognised so far.</param>
/// <param name="Rate">Examples a second since the start.</param>
/// <param name="Left">The time that the rest takes at this rate; null before there is one.</param>
internal sealed record TrainingStand(int Epoch, int Epochs, int Step, int Steps, double Loss, double Accuracy, double Rate, TimeSpan? Left)
{
    private const string Gap = "  ";
    private const int LeastBar = 8, LargestBar = 30;

    /// <summary>The share of the run that is done.</summary>
    public double Done => (Epoch - 1 + (double)Step / Steps) / Epochs;

    /// <summary>Everything on one line.</summary>
    public override string ToString() => string.Join(Gap, Parts().Select(part => part.Text));

    /// <summary>As much as fits into a width, the least important left out first, and a bar as long as the rest allows: none, or text and its done and open part.</summary>
    public (string Text, string BarDone, string BarOpen) Fit(int width)
    {
        var parts = Parts().ToList();
        while (parts.Count > 1 && Length(parts) > width) parts.Remove(parts.MinBy(part => part.Weight));
        var text = string.Join(Gap, parts.Select(part => part.Text));
        var room = Math.Min(LargestBar, width - text.Length - Gap.Length);
        if (room < LeastBar) return (text[..Math.Min(width, text.Length)], "", "");
        var done = (int)(Done * room);
        return (text + Gap, new string('━', done), new string('─', room - done));
    }

    private static int Length(List<(int Weight, string Text)> parts) => parts.Sum(part => part.Text.Length + Gap.Length) - Gap.Length;

    private IEnumerable<(int Weight, string Text)> Parts() =>
    [
        (6, $"epoch {Epoch}/{Epochs}"),
        (2, $"step {Step}/{Steps}"),
        (5, Invariant($"loss {Loss:f4}")),
        (3, Invariant($"accuracy {100 * Accuracy:f2} %")),
        (1, Invariant($"{Rate:f0} samples/s")),
        .. Left is { } left ? [(4, left.TotalHours < 1 ? $"{left:mm\\:ss} left" : $"{(int)left.TotalHours}:{left:mm\\:ss} left")] : Array.Empty<(int, string)>(),
    ];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
