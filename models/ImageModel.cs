namespace NeuralCore.Models;

/// <summary>What every classifier of images refuses.</summary>
internal static class ImageModel
{
    /// <summary>Fewer than two classes, or no channel.</summary>
    /// <exception cref="UsageException">So it is.</exception>
    public static void Check(string model, int classes, int channels)
    {
        if (classes < 2) throw new UsageException($"{model} tells at least 2 classes apart; got {classes}");
        if (channels < 1) throw new UsageException($"{model} takes images of at least 1 channel; got {channels}");
    }
}
