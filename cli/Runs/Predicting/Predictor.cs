using NeuralCore.Autograd;
using NeuralCore.Data.Imaging;
using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Cli.Runs;

/// <summary>Says what images show, prepared as the network's run prepared them for scoring.</summary>
internal sealed class Predictor
{
    private readonly Module _model;
    private readonly DataShape _data;
    private readonly ImagePipeline _pipeline;
    private readonly Device _device;
    private readonly bool _isSegmentation, _transforms;

    /// <summary>With a network that has its weights.</summary>
    public Predictor(Module model, DataShape data, RunConfiguration configuration, Device device)
    {
        (_model, _data, _pipeline, _device) = (model.Eval(), data, new ImagePipeline(configuration), device);
        _transforms = configuration.Transform.Count > 0;
        _isSegmentation = ModelBuilder.Task(configuration) == Models.ModelTask.Segmentation;
    }

    /// <summary>What an image shows: the likeliest classes, at most <paramref name="top"/>.</summary>
    /// <exception cref="DataException">The file is no image, is damaged, or cannot be made into an input of the network.</exception>
    public Prediction Predict(string path, int top)
    {
        var (image, change) = Prepare(path);
        using var scope = new MemoryScope();
        using var mode = new NoGradScope();
        var x = Tensor.From<float>(image.Values, new Shape(1).Concat(image.Shape), _device);
        var y = _model.Forward(x);
        var shares = _isSegmentation ? PixelShares(y) : y.Softmax(1).ToArray<float>().Select(p => (double)p);
        var classes = shares.Select((share, c) => (_data.ClassNames[c], share)).OrderByDescending(pair => pair.share).Take(top);
        return new(path, change, [.. classes]);
    }

    private IEnumerable<double> PixelShares(Tensor y)
    {
        var predicted = y.ArgMax(1).ToArray<long>();
        return Enumerable.Range(0, _data.ClassNames.Count).Select(c => (double)predicted.Count(p => p == c) / predicted.Length);
    }

    // First as the run would; then, if that is no input of the network, in the network's colours and size.
    private (Image Image, string Change) Prepare(string path)
    {
        var image = ImageFile.Read(path);
        List<string> changes = [];
        var (channels, height, width) = (_data.Input[0], _data.Input[1], _data.Input[2]);
        if (ShapeOf(image) is not { } comes || comes[0] != channels)
            Change(channels == 1 ? new Grey() : new Rgb(), channels == 1 ? "made grey" : "made three channels of grey");
        if (!_isSegmentation && !Fits(image)) Change(new Resize(height, width), $"resized to {height}×{width}");
        var shape = _pipeline.ShapeOf(path, image);
        if (_isSegmentation ? shape[0] != channels : shape != _data.Input)
            throw new DataException($"{path}: comes to {shape} after {_pipeline.Scoring}; the network takes {_data.Input}");
        return (_pipeline.Scoring.Apply(image, Still), string.Join(", ", changes));

        void Change(ITransform step, string what)
        {
            changes.Add(what);
            image = step.Apply(image, Still);
        }
    }

    // A run without steps of its own saw images of the network's size: its augmentation's crop must not cut a larger one.
    private bool Fits(Image image) => (_transforms ? ShapeOf(image) : image.Shape) == _data.Input;

    // What the run's steps make of an image; null where they do not take it.
    private Shape? ShapeOf(Image image)
    {
        try
        {
            return _pipeline.Scoring.Apply(image, Still).Shape;
        }
        catch (ShapeException)
        {
            return null;
        }
    }

    // Scoring draws nothing.
    private static Generator Still => new(0, Generator.Streams.Augment);
}
