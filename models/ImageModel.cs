namespace NeuralCore.Models;

/// <summary>What every classifier of images refuses.</summary>
internal static class ImageModel
{
    /// <summary>Refuses fewer than two classes, no channel, or a width multiplier that is no positive number.</summary>
    /// <exception cref="UsageException">So it is.</exception>
    public static void Check(string model, int classes, int channels, double alpha = 1)
    {
        if (classes < 2) throw new UsageException($"{model} tells at least 2 classes apart; got {classes}");
        if (channels < 1) throw new UsageException($"{model} takes images of at least 1 channel; got {channels}");
        if (!(alpha is > 0 and <= 16))
            throw new UsageException($"{model}'s width multiplier alpha is above 0 and at most 16; got {FormattableString.Invariant($"{alpha}")}");
    }
}
