using NeuralCore.Data.Imaging;

namespace NeuralCore.Data.Datasets;

/// <summary>Image files with a folder for each class, in a folder or a zip file, decoded when they are asked for.</summary>
internal sealed class FolderImages : ImageDataset
{
    private readonly FileTree _tree;
    private readonly string[] _files;

    private FolderImages(FileTree tree, string root, string[] classes, string[] files, int[] labels) : base(tree.Describe(root), classes, labels) =>
        (_tree, _files) = (tree, files);

    /// <summary>The images of the folders below <paramref name="root"/>, each a class, in ordinal order.</summary>
    /// <param name="tree">Where they lie.</param>
    /// <param name="root">A path in it; empty for the whole.</param>
    /// <param name="skipped">Takes damaged images, which are then left out; every image is decoded once. Null leaves them to be found when read.</param>
    /// <exception cref="DataException">There is no class, or one has no image, or no whole one.</exception>
    public static FolderImages Open(FileTree tree, string root, List<string>? skipped)
    {
        var classes = ImageLayout.FoldersIn(tree, root);
        List<string> files = [];
        List<int> labels = [];
        for (var c = 0; c < classes.Length; c++)
        {
            var folder = ImageLayout.Join(root, classes[c]);
            var images = ImageLayout.ImagesBelow(tree, folder);
            if (images.Length == 0)
                throw new DataException($"{tree.Describe(folder)} holds no image; expected {string.Join(", ", ImageFile.Extensions)} files in the folder of each class");
            var whole = skipped is null ? images : Decodable(tree, images, skipped);
            if (whole.Length == 0) throw new DataException($"{tree.Describe(folder)}: all {images.Length} images are damaged, the first is {tree.Describe(images[0])}");
            files.AddRange(whole);
            labels.AddRange(Enumerable.Repeat(c, whole.Length));
        }
        return new FolderImages(tree, root, classes, [.. files], [.. labels]);
    }

    public override Image Load(int index) => ImageFile.Decode(_tree.Read(_files[index]), Describe(index));

    public override string Describe(int index) => _tree.Describe(_files[index]);

    private static string[] Decodable(FileTree tree, string[] images, List<string> skipped)
    {
        var isWhole = new bool[images.Length];
        Parallel.For(0, images.Length, i =>
        {
            try
            {
                ImageFile.Decode(tree.Read(images[i]), images[i]);
                isWhole[i] = true;
            }
            catch (DataException)
            {
                // Named by the caller from what is left out.
            }
        });
        skipped.AddRange(images.Where((_, i) => !isWhole[i]).Select(tree.Describe));
        return [.. images.Where((_, i) => isWhole[i])];
    }
}
