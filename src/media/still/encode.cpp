#include "media/still/encode.h"

#include <avif/avif.h>
#include <png.h>
#include <tiffio.h>
#include <turbojpeg.h>
#include <webp/encode.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/format.h"

namespace media::still {

using base::Bytes;
using base::fail;
using base::Fault;

namespace {

constexpr YuvColour kJpegColour{0.299, 0.114, true};   // JFIF (ITU-T T.871 7)
constexpr YuvColour kWebpColour{0.299, 0.114, false};  // RFC 9649 4
constexpr int kJpegQuality = 85;

base::Result<Bytes> failed(std::string_view format) {
  return fail(Fault::Internal, base::format("the {} picture could not be written", format));
}

// ---- JPEG

struct JpegFree {
  void operator()(void* handle) const { tjDestroy(handle); }
};
struct JpegBufferFree {
  void operator()(unsigned char* bytes) const { tjFree(bytes); }
};

// TurboJPEG reads luma of 4:2:0 in whole pairs of columns and rows: of odd pictures the last one stands
// twice.
void pad_to_even(Plane& plane) {
  const std::uint32_t width = (plane.width + 1) & ~1u, height = (plane.height + 1) & ~1u;
  if (width == plane.width && height == plane.height) return;
  Plane padded{width, height, 1, Bytes(std::size_t{width} * height)};
  for (std::uint32_t y = 0; y < height; ++y) {
    const std::uint8_t* from = plane.row(std::min(y, plane.height - 1));
    std::copy_n(from, plane.width, padded.row(y));
    padded.row(y)[width - 1] = from[plane.width - 1];
  }
  plane = std::move(padded);
}

int compress_planes(void* handle, Image& image, unsigned char** out, unsigned long* size) {
  const int width = static_cast<int>(image.width()), height = static_cast<int>(image.height());
  if (image.layout == Layout::Yuv420) pad_to_even(image.planes[0]);
  const unsigned char* planes[3];
  int strides[3];
  for (std::size_t i = 0; i < 3; ++i) {
    planes[i] = image.planes[i].bytes.data();
    strides[i] = static_cast<int>(image.planes[i].stride());
  }
  return tjCompressFromYUVPlanes(handle, planes, width, strides, height,
                                 image.layout == Layout::Yuv444 ? TJSAMP_444 : TJSAMP_420, out, size,
                                 kJpegQuality, 0);
}

base::Result<Bytes> encode_jpeg(Image image) {
  convert_colour(image, kJpegColour);
  const std::unique_ptr<void, JpegFree> handle(tjInitCompress());
  if (!handle) return failed("JPEG");
  unsigned char* out = nullptr;
  unsigned long size = 0;
  const bool gray = image.layout == Layout::Gray;
  const int status =
      image.planes.size() == 3
          ? compress_planes(handle.get(), image, &out, &size)
          : tjCompress2(handle.get(), image.planes[0].bytes.data(), static_cast<int>(image.width()), 0,
                        static_cast<int>(image.height()), gray ? TJPF_GRAY : TJPF_RGB, &out, &size,
                        gray ? TJSAMP_GRAY : TJSAMP_420, kJpegQuality, 0);
  const std::unique_ptr<unsigned char, JpegBufferFree> held(out);
  if (status != 0) return failed("JPEG");
  return Bytes(out, out + size);
}

// ---- PNG

base::Result<Bytes> encode_png(const Image& image) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = image.width();
  header.height = image.height();
  header.format = image.layout == Layout::Gray   ? PNG_FORMAT_GRAY
                  : image.layout == Layout::Rgba ? PNG_FORMAT_RGBA
                                                 : PNG_FORMAT_RGB;
  header.flags = PNG_IMAGE_FLAG_FAST;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(header);
  Bytes out(size);
  const int done =
      png_image_write_to_memory(&header, out.data(), &size, 0, image.planes[0].bytes.data(), 0, nullptr);
  png_image_free(&header);
  if (!done) return failed("PNG");
  out.resize(size);
  return out;
}

// ---- WebP

struct WebpPicture : WebPPicture {
  WebpPicture() { ready = WebPPictureInit(this) != 0; }
  ~WebpPicture() { WebPPictureFree(this); }
  WebpPicture(const WebpPicture&) = delete;
  WebpPicture& operator=(const WebpPicture&) = delete;
  bool ready = false;
};
struct WebpWriter : WebPMemoryWriter {
  WebpWriter() { WebPMemoryWriterInit(this); }
  ~WebpWriter() { WebPMemoryWriterClear(this); }
  WebpWriter(const WebpWriter&) = delete;
  WebpWriter& operator=(const WebpWriter&) = delete;
};

void lend_planes(Image& image, WebPPicture& picture) {
  picture.y = image.planes[0].bytes.data();
  picture.u = image.planes[1].bytes.data();
  picture.v = image.planes[2].bytes.data();
  picture.y_stride = static_cast<int>(image.planes[0].stride());
  picture.uv_stride = static_cast<int>(image.planes[1].stride());
}

bool import_pixels(const Image& image, WebPPicture& picture) {
  const Plane& plane = image.planes[0];
  const int stride = static_cast<int>(plane.stride());
  if (image.layout == Layout::Rgba) return WebPPictureImportRGBA(&picture, plane.bytes.data(), stride) != 0;
  return WebPPictureImportRGB(&picture, plane.bytes.data(), stride) != 0;
}

Image rgb_of_gray(const Image& gray) {
  Image image = make_image(Layout::Rgb, gray.width(), gray.height());
  std::uint8_t* to = image.planes[0].bytes.data();
  for (const std::uint8_t value : gray.planes[0].bytes) to = std::fill_n(to, 3, value);
  return image;
}

base::Result<Bytes> encode_webp(Image image) {
  if (image.layout == Layout::Gray) image = rgb_of_gray(image);
  image = with_half_chroma(std::move(image));
  convert_colour(image, kWebpColour);
  WebPConfig config;
  WebpPicture picture;
  WebpWriter writer;
  if (!WebPConfigInit(&config) || !picture.ready) return failed("WebP");
  config.method = 1;
  config.quality = 80;
  picture.width = static_cast<int>(image.width());
  picture.height = static_cast<int>(image.height());
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = static_cast<WebPMemoryWriter*>(&writer);
  if (image.layout == Layout::Yuv420)
    lend_planes(image, picture);
  else if (!import_pixels(image, picture))
    return failed("WebP");
  if (!WebPEncode(&config, &picture)) return failed("WebP");
  return Bytes(writer.mem, writer.mem + writer.size);
}

// ---- AVIF

struct AvifFree {
  void operator()(avifImage* image) const { avifImageDestroy(image); }
  void operator()(avifEncoder* encoder) const { avifEncoderDestroy(encoder); }
};
struct AvifData : avifRWData {
  AvifData() : avifRWData{nullptr, 0} {}
  ~AvifData() { avifRWDataFree(this); }
  AvifData(const AvifData&) = delete;
  AvifData& operator=(const AvifData&) = delete;
};

avifPixelFormat avif_format(Layout layout) {
  return layout == Layout::Gray     ? AVIF_PIXEL_FORMAT_YUV400
         : layout == Layout::Yuv444 ? AVIF_PIXEL_FORMAT_YUV444
                                    : AVIF_PIXEL_FORMAT_YUV420;
}

bool import_pixels(Image& image, avifImage& picture) {
  if (image.layout == Layout::Rgb || image.layout == Layout::Rgba) {
    avifRGBImage pixels;
    avifRGBImageSetDefaults(&pixels, &picture);
    pixels.format = image.layout == Layout::Rgba ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
    pixels.pixels = image.planes[0].bytes.data();
    pixels.rowBytes = static_cast<std::uint32_t>(image.planes[0].stride());
    return avifImageRGBToYUV(&picture, &pixels) == AVIF_RESULT_OK;
  }
  for (std::size_t i = 0; i < image.planes.size(); ++i) {
    picture.yuvPlanes[i] = image.planes[i].bytes.data();
    picture.yuvRowBytes[i] = static_cast<std::uint32_t>(image.planes[i].stride());
  }
  picture.imageOwnsYUVPlanes = AVIF_FALSE;
  return true;
}

base::Result<Bytes> encode_avif(Image image) {
  convert_colour(image, kJpegColour);
  const std::unique_ptr<avifImage, AvifFree> picture(avifImageCreate(
      static_cast<int>(image.width()), static_cast<int>(image.height()), 8, avif_format(image.layout)));
  const std::unique_ptr<avifEncoder, AvifFree> encoder(avifEncoderCreate());
  if (!picture || !encoder) return failed("AVIF");
  picture->colorPrimaries = AVIF_COLOR_PRIMARIES_BT709;
  picture->transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_SRGB;
  picture->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
  picture->yuvRange = AVIF_RANGE_FULL;
  if (!import_pixels(image, *picture)) return failed("AVIF");
  encoder->speed = AVIF_SPEED_FASTEST;
  encoder->maxThreads = 1;
  encoder->minQuantizer = 16;
  encoder->maxQuantizer = 28;
  AvifData out;
  if (avifEncoderWrite(encoder.get(), picture.get(), &out) != AVIF_RESULT_OK) return failed("AVIF");
  return Bytes(out.data, out.data + out.size);
}

// ---- TIFF

// libtiff's file, in memory.
struct MemoryFile {
  Bytes bytes;
  std::size_t position = 0;

  static MemoryFile& of(thandle_t handle) { return *static_cast<MemoryFile*>(handle); }
  static tmsize_t read(thandle_t handle, void* out, tmsize_t size) {
    MemoryFile& file = of(handle);
    if (file.position >= file.bytes.size()) return 0;
    const std::size_t count = std::min(static_cast<std::size_t>(size), file.bytes.size() - file.position);
    std::memcpy(out, file.bytes.data() + file.position, count);
    file.position += count;
    return static_cast<tmsize_t>(count);
  }
  static tmsize_t write(thandle_t handle, void* in, tmsize_t size) {
    MemoryFile& file = of(handle);
    const std::size_t end = file.position + static_cast<std::size_t>(size);
    if (end > file.bytes.size()) file.bytes.resize(end);
    std::memcpy(file.bytes.data() + file.position, in, static_cast<std::size_t>(size));
    file.position = end;
    return size;
  }
  static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    MemoryFile& file = of(handle);
    const std::size_t from = whence == SEEK_CUR ? file.position : whence == SEEK_END ? file.bytes.size() : 0;
    return file.position = from + static_cast<std::size_t>(offset);
  }
  static int close(thandle_t) { return 0; }
  static toff_t size(thandle_t handle) { return of(handle).bytes.size(); }
};

bool write_rows(TIFF* tiff, Image& image) {
  const std::uint16_t components = static_cast<std::uint16_t>(image.planes[0].components);
  bool good =
      TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, image.width()) &&
      TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, image.height()) &&
      TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8) &&
      TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, components) &&
      TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) &&
      TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, components == 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB) &&
      TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_LZW) &&
      TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL) &&
      TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, TIFFDefaultStripSize(tiff, 0));
  if (components == 4) {
    const std::uint16_t alpha = EXTRASAMPLE_UNASSALPHA;
    good = good && TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &alpha);
  }
  for (std::uint32_t y = 0; y < image.height() && good; ++y)
    good = TIFFWriteScanline(tiff, image.planes[0].row(y), y, 0) == 1;
  return good;
}

base::Result<Bytes> encode_tiff(Image image) {
  MemoryFile file;
  TIFF* tiff = TIFFClientOpen("still", "w", &file, MemoryFile::read, MemoryFile::write, MemoryFile::seek,
                              MemoryFile::close, MemoryFile::size, nullptr, nullptr);
  if (!tiff) return failed("TIFF");
  const bool good = write_rows(tiff, image);
  TIFFClose(tiff);
  if (!good) return failed("TIFF");
  return std::move(file.bytes);
}

}  // namespace

bool takes_planes(StillFormat format) {
  return format == StillFormat::Jpeg || format == StillFormat::Webp || format == StillFormat::Avif;
}
bool keeps_transparency(StillFormat format) { return format != StillFormat::Jpeg; }

base::Result<Bytes> encode(Image image, StillFormat format) {
  const std::uint32_t side = std::max(image.width(), image.height());
  const std::uint32_t most = format == StillFormat::Webp ? WEBP_MAX_DIMENSION : 65'500;
  if (side > most)
    return fail(Fault::TooLarge, base::format("{} pixels are more than the format takes: {}", side, most),
                "size");
  switch (format) {
    case StillFormat::Jpeg:
      return encode_jpeg(std::move(image));
    case StillFormat::Png:
      return encode_png(image);
    case StillFormat::Webp:
      return encode_webp(std::move(image));
    case StillFormat::Avif:
      return encode_avif(std::move(image));
    case StillFormat::Tiff:
      return encode_tiff(std::move(image));
  }
  return fail(Fault::Internal, "no such format");
}

}  // namespace media::still
